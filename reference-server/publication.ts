/** Reads what the `publish` hook is given: an event that fits its schema, or why it does not. */
import type { Protocol } from '../schemas/protocol.ts';
import { type Reader, reader } from '../schemas/reader.ts';
import { isObject, isText, type Json } from './json.ts';

/** What is to be published. */
export interface Publication {
  readonly event: string;
  /** The event's own fields. */
  readonly payload: Json;
  /** Whom it concerns, where that was said. */
  readonly subject?: string;
}

// Compiling a catalog takes long; servers of one protocol share it.
const readers = new WeakMap<Protocol, Reader>();

const readerOf = (protocol: Protocol): Reader => {
  const known = readers.get(protocol) ?? reader(protocol);
  readers.set(protocol, known);
  return known;
};

/** The event a `publish` request asks for, or what is wrong with the request; `beside` is what the server would add. */
export const publicationIn = (
  protocol: Protocol,
  body: unknown,
  beside: Json,
): Publication | { readonly error: string } => {
  if (!isObject(body)) return { error: 'The body must be {"event", "payload"}.' };
  const { event, payload, subject } = body;
  if (!isText(event) || !Object.hasOwn(protocol.events, event)) return { error: 'No such event can be published.' };
  if (!isObject(payload)) return { error: 'payload must be an object: the fields of the event.' };
  if (subject !== undefined && !isText(subject)) return { error: 'subject must be a text.' };
  const { problems, frame } = readerOf(protocol);
  const [problem] = problems('event', event, frame('event', event, payload, beside));
  if (problem) return { error: `${problem.at} ${problem.message}` };
  return subject === undefined ? { event, payload } : { event, payload, subject };
};
