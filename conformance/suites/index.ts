/** All suites: the families of every promise, and what is peculiar to each protocol. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Family } from '../engine/requirement.ts';
import { books } from '../promises/books/family.ts';
import { closing } from '../promises/closing/family.ts';
import { credentials } from '../promises/credentials/family.ts';
import { delivery } from '../promises/delivery/family.ts';
import { errors } from '../promises/errors/family.ts';
import { facts } from '../promises/facts.ts';
import { filters } from '../promises/filters/family.ts';
import { frames } from '../promises/frames/family.ts';
import { handshake } from '../promises/handshake.ts';
import { heartbeat } from '../promises/heartbeat/family.ts';
import { lifecycle } from '../promises/lifecycle/family.ts';
import { limits } from '../promises/limits/family.ts';
import { messages } from '../promises/messages/family.ts';
import { operations } from '../promises/operations/family.ts';
import { pacing } from '../promises/pacing/family.ts';
import { recovery } from '../promises/recovery/family.ts';
import { replies } from '../promises/replies/family.ts';
import { rights } from '../promises/rights/family.ts';
import { sequence } from '../promises/sequence/family.ts';
import { size } from '../promises/size.ts';
import { commerce } from './commerce.ts';
import { catalog, competitions } from './marketplace.ts';
import { suiteWith } from './own.ts';
import { prediction } from './prediction.ts';
import { assemble, type Suite } from './suite.ts';
import { trading } from './trading.ts';

export type { Suite };

/** The families that serve any protocol which makes their promise. */
export const families: readonly Family[] = [
  messages,
  handshake,
  credentials,
  replies,
  errors,
  rights,
  delivery,
  filters,
  operations,
  sequence,
  heartbeat,
  limits,
  pacing,
  books,
  lifecycle,
  facts,
  recovery,
  closing,
  size,
  frames,
];

/** What is peculiar to one protocol, by its id. */
const peculiar: Readonly<Record<string, readonly Family[]>> = {
  commerce: [commerce],
  marketplace: [catalog, competitions],
  prediction: [prediction],
  trading: [trading],
};

const made = new WeakMap<Protocol, Suite>();

const peculiarTo = ({ id }: Protocol): readonly Family[] => (Object.hasOwn(peculiar, id) ? (peculiar[id] ?? []) : []);

/** The suite of a protocol, made once: the families of its promises, and those that it has of its own. */
export const suiteOf = (protocol: Protocol): Suite => {
  const own = suiteWith(protocol) ?? peculiarTo(protocol);
  const suite = made.get(protocol) ?? assemble(protocol, [...families, ...own]);
  made.set(protocol, suite);
  return suite;
};
