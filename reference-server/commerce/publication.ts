/** Reads what the `publish` hook is given: an event that fits its schema, or why it does not. */
import type { Protocol } from '../../schemas/protocol.ts';
import { type Reader, reader } from '../../schemas/reader.ts';
import { isObject, isText } from '../json.ts';
import type { Published } from './decisions.ts';
import { published } from './lifecycles.ts';

// Compiling a catalog takes long; servers of one protocol share it.
const readers = new WeakMap<Protocol, Reader>();

const readerOf = (protocol: Protocol): Reader => {
  const known = readers.get(protocol) ?? reader(protocol);
  readers.set(protocol, known);
  return known;
};

/** The event a `publish` request asks for, or what is wrong with the request. */
export const publicationIn = (
  protocol: Protocol,
  body: unknown,
  timestamp: string,
): Published | { readonly error: string } => {
  if (!isObject(body)) return { error: 'The body must be {"event", "payload"}.' };
  const { event, payload, subject } = body;
  if (!isText(event) || !Object.hasOwn(protocol.events, event)) return { error: 'No such event can be published.' };
  if (!isObject(payload)) return { error: 'payload must be an object: the fields of the event.' };
  if (subject !== undefined && !isText(subject)) return { error: 'subject must be a text.' };
  const { problems, frame } = readerOf(protocol);
  const [problem] = problems('event', event, frame('event', event, payload, { timestamp }));
  return problem ? { error: `${problem.at} ${problem.message}` } : published(event, payload);
};
