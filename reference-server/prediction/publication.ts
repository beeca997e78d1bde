/** Reads what the `publish` hook is given: the fields of a record that fit its schema, or why they do not. */
import type { Protocol } from '../../schemas/protocol.ts';
import { type Reader, reader } from '../../schemas/reader.ts';
import { isObject, isText } from '../json.ts';
import { isNumbered } from './streams.ts';
import type { Published } from './world.ts';

// Compiling a catalog takes long; servers of one protocol share it.
const readers = new WeakMap<Protocol, Reader>();

const readerOf = (protocol: Protocol): Reader => {
  const known = readers.get(protocol) ?? reader(protocol);
  readers.set(protocol, known);
  return known;
};

/** The record a `publish` request asks for, or what is wrong with the request. */
export const publicationIn = (protocol: Protocol, body: unknown): Published | { readonly error: string } => {
  if (!isObject(body)) return { error: 'The body must be {"event", "payload"}.' };
  const { event, payload, subject } = body;
  if (!isText(event) || !Object.hasOwn(protocol.events, event) || !isNumbered(event))
    return { error: 'No such event can be published.' };
  if (!isObject(payload)) return { error: 'payload must be an object: the fields of the event.' };
  if (subject !== undefined && !isText(subject)) return { error: 'subject must be a text.' };
  // The server gives these numbers; whatever they will be, they fit.
  const numbers = event === 'orders.delta' ? { sequence_number: 1 } : {};
  const { problems, frame } = readerOf(protocol);
  const [problem] = problems('event', event, frame('event', event, { ...payload, ...numbers }, { offset: 1 }));
  // The schema has just been asked.
  return problem ? { error: `${problem.at} ${problem.message}` } : ({ name: event, data: payload } as Published);
};
