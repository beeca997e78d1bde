/** Who is examined by the self-tests and the proof: for each protocol its reference server, and a second one with its freedoms. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Server } from '../../schemas/server.ts';
import { type ProtocolId, protocols } from '../../schemas/index.ts';
import { referenceServers } from '../../reference-server/index.ts';
import type { ListedFault } from '../engine/requirement.ts';
import * as commerce from './second/commerce/freedoms.ts';
import { makeSecondCommerce } from './second/commerce/server.ts';
import * as marketplace from './second/marketplace/freedoms.ts';
import { makeSecondMarketplace } from './second/marketplace/server.ts';
import * as prediction from './second/prediction/freedoms.ts';
import { makeSecondPrediction } from './second/prediction/server.ts';
import * as telemetry from './second/telemetry/freedoms.ts';
import { makeSecondTelemetry } from './second/telemetry/server.ts';
import * as trading from './second/trading/freedoms.ts';
import { makeSecondTrading } from './second/trading/server.ts';

/** A correct server of one protocol. */
export interface CorrectServer {
  readonly name: string;
  readonly protocol: Protocol;
  readonly make: () => Server;
  /** Ids of the SHOULDs that it does not follow: these warn, and nothing else fails. */
  readonly warns: readonly string[];
  /** Whether its own clock makes it wait before it answers, so that it is examined in real time over sockets. */
  readonly waits?: true;
  /** Ids of what is left without anything to judge it by, where it takes leave of clients of its own accord. */
  readonly leaves?: readonly string[];
}

/** What there is to examine by one protocol. */
export interface Subject {
  readonly id: ProtocolId;
  readonly protocol: Protocol;
  /** The reference server, with a fault in it if one is given. */
  readonly reference: (fault?: Pick<ListedFault, 'wrap' | 'decide'>) => Server;
  /** The reference server, and the second one: without any freedom, with all that can be taken together, with the prompt ones. */
  readonly correctServers: readonly CorrectServer[];
  /** The second server with each freedom by itself. */
  readonly oneFreedomEach: readonly CorrectServer[];
}

/** A second server, and the freedoms that it may take. */
interface Second<Name extends string> {
  readonly make: (options: { readonly protocol: Protocol; readonly freedoms: readonly Name[] }) => Server;
  readonly freedoms: {
    readonly freedomNames: readonly Name[];
    readonly together: readonly Name[];
    readonly prompt: readonly Name[];
    readonly areWaiting: (taken: readonly Name[]) => boolean;
    readonly warningsOf: (taken: readonly Name[]) => readonly string[];
    readonly leavingOf?: (taken: readonly Name[]) => readonly string[] | undefined;
  };
}

const subject = <Name extends string>(id: ProtocolId, { make, freedoms }: Second<Name>): Subject => {
  const protocol: Protocol = protocols[id];
  const { freedomNames, together, prompt, areWaiting, warningsOf, leavingOf = () => undefined } = freedoms;
  const reference: Subject['reference'] = (fault) => {
    // Faults name decisions as strings; that they exist is proved by their taking effect.
    const made = referenceServers[id]({ protocol, decide: (fault?.decide ?? {}) as never });
    return fault?.wrap ? fault.wrap(made) : made;
  };
  const second = (name: string, taken: readonly Name[]): CorrectServer => ({
    name: `second, ${name}`,
    protocol,
    make: () => make({ protocol, freedoms: taken }),
    warns: warningsOf(taken).map((warning) => `${id}/${warning}`),
    ...(areWaiting(taken) && { waits: true }),
    ...(leavingOf(taken) && { leaves: leavingOf(taken)?.map((left) => `${id}/${left}`) ?? [] }),
  });
  return {
    id,
    protocol,
    reference,
    correctServers: [
      { name: 'reference', protocol, make: reference, warns: [] },
      second('plain', []),
      second('free', together),
      second('prompt', prompt),
    ],
    oneFreedomEach: freedomNames.map((name) => second(name, [name])),
  };
};

/** What there is to examine, by the protocol's id. */
export const subjects = {
  commerce: subject('commerce', { make: makeSecondCommerce, freedoms: commerce }),
  marketplace: subject('marketplace', { make: makeSecondMarketplace, freedoms: marketplace }),
  prediction: subject('prediction', { make: makeSecondPrediction, freedoms: prediction }),
  telemetry: subject('telemetry', { make: makeSecondTelemetry, freedoms: telemetry }),
  trading: subject('trading', { make: makeSecondTrading, freedoms: trading }),
} satisfies Readonly<Record<ProtocolId, Subject>>;

/** The same, one after the other. */
export const allSubjects: readonly Subject[] = Object.values(subjects);
