/** A protocol's contract: all of it as JSON, for other languages and for protocols that come from a file. */
import type { TSchema } from '@sinclair/typebox';
import { type Complaint, noSuch, unescaped } from './complaint.ts';
import type { Contract } from './contract-schema.ts';
import { contradictions } from './contradictions.ts';
import { formComplaints } from './form-complaints.ts';
import { canonical, type JsonSchema } from './json-schema.ts';
import { dangling, type Mention } from './mentions.ts';
import { aboutMessages } from './message-complaints.ts';
import { pointerComplaints } from './pointers.ts';
import type { Beside, Catalog, Envelope, Kind, Protocol } from './protocol.ts';

export type { Complaint, Contract };

const mapValues = <A, B>(map: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));

const schemaOut = (schema: TSchema): JsonSchema => canonical(schema);
/** A plain JSON Schema takes the place of a TypeBox schema: nobody reads more of it than its keywords. */
const schemaIn = (schema: Readonly<Record<string, unknown>>): TSchema => canonical(schema) as unknown as TSchema;

type BesideForm = NonNullable<Contract['events'][string]['frame']>;

const besideOut = ({ beside, optional }: Beside): BesideForm => ({
  ...(beside && { beside: mapValues(beside, schemaOut) }),
  ...(optional && { optional: mapValues(optional, schemaOut) }),
});
const besideIn = ({ beside, optional }: BesideForm): Beside => ({
  ...(beside && { beside: mapValues(beside, schemaIn) }),
  ...(optional && { optional: mapValues(optional, schemaIn) }),
});
const envelopeIn = ({ tag, body, ...around }: Contract['envelope']['event']): Envelope => ({
  ...{ tag, ...(body !== undefined && { body }) },
  ...besideIn(around),
});

const catalogOut = (catalog: Catalog): Contract['events'] =>
  mapValues(catalog, ({ description, body, examples, invalid, frame, bare }) => ({
    ...{ description, body: schemaOut(body), examples, invalid, ...(bare && { bare }) },
    ...(frame && { frame: besideOut(frame) }),
  }));
const catalogIn = (catalog: Contract['events']): Catalog =>
  mapValues(catalog, ({ description, body, examples, invalid, frame, bare }) => ({
    ...{ description, body: schemaIn(body), examples, invalid, ...(bare && { bare }) },
    ...(frame && { frame: besideIn(frame) }),
  }));

/** The contract of a protocol; restoring it gives an equal protocol. */
export const toContract = (from: Protocol): Contract => ({
  ...{ id: from.id, title: from.title, description: from.description },
  ...(from.transport && { transport: from.transport }),
  path: from.path,
  envelope: {
    command: { ...from.envelope.command, ...besideOut(from.envelope.command) },
    control: { ...from.envelope.control, ...besideOut(from.envelope.control) },
    event: { ...from.envelope.event, ...besideOut(from.envelope.event) },
  },
  commands: catalogOut(from.commands),
  controls: catalogOut(from.controls),
  events: catalogOut(from.events),
  promises: from.promises,
});

const CATALOGS = { command: 'commands', control: 'controls', event: 'events' } as const;

const restored = (json: Contract): Protocol => ({
  ...{ id: json.id, title: json.title, description: json.description, path: json.path, promises: json.promises },
  ...(json.transport && { transport: json.transport }),
  envelope: {
    command: envelopeIn(json.envelope.command),
    control: envelopeIn(json.envelope.control),
    event: envelopeIn(json.envelope.event),
  },
  commands: catalogIn(json.commands),
  controls: catalogIn(json.controls),
  events: catalogIn(json.events),
});

/** A message of which nothing but the name is known. */
const unknownMessage: Contract['events'][string] = { description: '', body: {}, examples: [{}], invalid: [] };

/** What is left of a contract without the messages and promises whose form is wrong; nothing, where too little is. */
const withoutMalformed = (json: unknown, complaints: readonly Complaint[]): Contract | undefined => {
  if (complaints.length === 0) return json as Contract; // it has the form of one
  const bad = complaints.map(({ at }) => at.split('/').slice(1).map(unescaped));
  if (
    bad.some(
      ([head = '', inner]) => inner === undefined || !['commands', 'controls', 'events', 'promises'].includes(head),
    )
  )
    return undefined;
  const left = structuredClone(json) as Record<string, Record<string, unknown>>; // whose outermost objects are well-formed
  for (const [head = '', name = ''] of bad) {
    if (head === 'promises') delete left[head]?.[name];
    else if (left[head]) left[head][name] = unknownMessage;
  }
  return left as unknown as Contract; // all that was malformed has gone
};

const namesFor = (protocol: Protocol, of: Mention['of']): readonly string[] => {
  const { commands, controls, events, promises } = protocol;
  switch (of) {
    case 'command':
      return Object.keys(commands);
    case 'control':
      return Object.keys(controls);
    case 'event':
      return Object.keys(events);
    case 'answer':
      return [...Object.keys(controls), ...Object.keys(events)];
    case 'event or family': {
      const names = Object.keys(events);
      return [...names, ...new Set(names.flatMap((name) => (name.includes('.') ? [`${name.split('.')[0]}.*`] : [])))];
    }
    case 'error kind':
      return Object.keys(promises.errors?.kinds ?? {});
    case 'machine':
      return Object.keys(promises.lifecycle ?? {});
  }
};

/** What the name of a message, or of something else, is said to be. */
const CALLED: Readonly<Partial<Record<Mention['of'], string>>> = {
  control: 'control message',
  answer: 'control message and no event',
  'event or family': 'event and no family of events',
};

/** What a contract was found to be. */
export type Restored = { readonly protocol: Protocol } | { readonly complaints: readonly Complaint[] };

/** Restores a protocol from its contract; or tells all that is wrong with it. */
export const restore = (json: unknown): Restored => {
  const malformed = formComplaints(json);
  const left = withoutMalformed(json, malformed);
  if (!left) return { complaints: malformed };
  const protocol = restored(left);
  const gone = new Set(malformed.map(({ at }) => at.split('/').slice(1, 3).map(unescaped).join('/')));
  const messages = aboutMessages(protocol);
  const sound = (kind: Kind, name: string): boolean =>
    messages.sound(kind, name) && !gone.has(`${CATALOGS[kind]}/${name}`);
  // What names something in a promise that could not be read is not held against it.
  const misnamed = dangling(protocol).filter(
    ({ of }) =>
      !(of === 'error kind' && gone.has('promises/errors')) && !(of === 'machine' && gone.has('promises/lifecycle')),
  );
  const whole = malformed.length === 0;
  const complaints = [
    ...malformed,
    ...messages.complaints,
    ...misnamed.map(({ at, name, of }) => noSuch(at, name, CALLED[of] ?? of, namesFor(protocol, of))),
    ...pointerComplaints(protocol, sound),
    ...(whole ? contradictions(protocol, (event) => sound('event', event)) : []),
  ];
  return complaints.length === 0 ? { protocol } : { complaints };
};

/** Restores a protocol from its contract; throws an Error that names the place where the contract is not one. */
export const fromContract = (json: unknown): Protocol => {
  const found = restore(json);
  if ('protocol' in found) return found.protocol;
  const [first] = found.complaints;
  throw new Error(`The contract cannot be used: ${first?.at || 'it'} ${first?.says}.`);
};
