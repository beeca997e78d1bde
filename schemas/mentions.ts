/** Every name that promises mention, with the place where it stands, so that a misspelt one can be found. */
import type { Kind, Protocol } from './protocol.ts';
import type { Ending } from './promises/endings.ts';
import type { Promises } from './promises.ts';

/** A name mentioned in the promises, and what it must be the name of. */
export interface Mention {
  /** JSON pointer of the mention within the protocol. */
  readonly at: string;
  readonly name: string;
  /** A message of that kind, an event or a family such as `order.*`, an error kind, or a machine. */
  readonly of: Kind | 'answer' | 'event or family' | 'error kind' | 'machine';
}

const escaped = (member: string): string => member.replaceAll('~', '~0').replaceAll('/', '~1');

function* inReplies({ replies }: Promises): Generator<Mention> {
  if (!replies) return;
  const { fence, sentinel, acknowledgement } = replies;
  if (fence !== undefined) yield { at: '/promises/replies/fence', name: fence, of: 'command' };
  if (sentinel) yield { at: '/promises/replies/sentinel/event', name: sentinel.event, of: 'event' };
  if (acknowledgement)
    yield { at: '/promises/replies/acknowledgement/message', name: acknowledgement.message, of: 'control' };
  for (const [command, { answer, refusals = [] }] of Object.entries(replies.to)) {
    const at = `/promises/replies/to/${escaped(command)}`;
    yield { at, name: command, of: 'command' };
    yield { at: `${at}/answer`, name: answer, of: 'answer' };
    for (const [index, name] of refusals.entries()) yield { at: `${at}/refusals/${index}`, name, of: 'error kind' };
  }
  for (const [question, answer = ''] of Object.entries(replies.questions ?? {})) {
    const at = `/promises/replies/questions/${escaped(question)}`;
    yield { at, name: question, of: 'control' };
    yield { at, name: answer, of: 'command' };
  }
}

function* inHandshake({ handshake }: Promises): Generator<Mention> {
  if (!handshake) return;
  const { greeting, opening, anytime = [] } = handshake;
  yield { at: '/promises/handshake/greeting', name: greeting, of: 'control' };
  for (const [index, name] of anytime.entries())
    yield { at: `/promises/handshake/anytime/${index}`, name, of: 'control' };
  if (opening) yield { at: '/promises/handshake/opening/command', name: opening.command, of: 'command' };
  for (const [index, name] of (opening?.early?.but ?? []).entries())
    yield { at: `/promises/handshake/opening/early/but/${index}`, name, of: 'command' };
}

function* inOperations({ operations }: Promises): Generator<Mention> {
  if (!operations) return;
  const { begin, cancel, item, done, failed, samples } = operations;
  for (const [member, name] of Object.entries({ begin, cancel }))
    yield { at: `/promises/operations/${member}`, name, of: 'command' };
  for (const [member, name] of Object.entries({ item, done, failed }))
    yield { at: `/promises/operations/${member}`, name, of: 'control' };
  if (samples.endless)
    yield { at: '/promises/operations/samples/endless/event', name: samples.endless.event, of: 'event' };
}

function* inErrors({ errors, rights, limits }: Promises): Generator<Mention> {
  if (errors) {
    yield { at: '/promises/errors/message', name: errors.message, of: 'control' };
    for (const [kind, { message }] of Object.entries(errors.kinds))
      if (message !== undefined)
        yield { at: `/promises/errors/kinds/${escaped(kind)}/message`, name: message, of: 'control' };
    for (const [way, name] of Object.entries(errors.input))
      yield { at: `/promises/errors/input/${way}`, name, of: 'error kind' };
  }
  if (rights) {
    yield { at: '/promises/rights/refusal', name: rights.refusal, of: 'error kind' };
    yield { at: '/promises/rights/malformed', name: rights.malformed, of: 'error kind' };
  }
  if (limits) yield { at: '/promises/limits/over/error', name: limits.over.error, of: 'error kind' };
  if (limits?.warning) yield { at: '/promises/limits/warning/message', name: limits.warning.message, of: 'answer' };
}

/** Every way in which the server ends a connection, by the place where it is promised. */
export function* endings({ credentials, heartbeat, closing }: Promises): Generator<readonly [string, Ending]> {
  if (credentials) {
    const { refusal, expired, expiry } = credentials;
    yield ['/promises/credentials/refusal', refusal];
    if (expired) yield ['/promises/credentials/expired', expired];
    if (expiry) yield ['/promises/credentials/expiry', expiry];
  }
  if (heartbeat && heartbeat.ending !== 'terminate') yield ['/promises/heartbeat/ending', heartbeat.ending];
  for (const [reason, ending] of Object.entries(closing?.reasons ?? {}))
    yield [`/promises/closing/reasons/${escaped(reason)}`, ending];
  for (const [command, ending] of Object.entries(closing?.asked ?? {}))
    if (ending) yield [`/promises/closing/asked/${escaped(command)}`, ending];
}

function* inEndings(promises: Promises): Generator<Mention> {
  const { credentials, heartbeat, closing } = promises;
  for (const [at, { error, farewell }] of endings(promises)) {
    if (error) yield { at: `${at}/error/kind`, name: error.kind, of: 'error kind' };
    if (farewell) yield { at: `${at}/farewell/message`, name: farewell.message, of: 'control' };
  }
  if (credentials?.warning)
    yield { at: '/promises/credentials/warning/message', name: credentials.warning.message, of: 'control' };
  if (heartbeat && heartbeat.send !== 'ping frame')
    yield { at: '/promises/heartbeat/send', name: heartbeat.send, of: 'control' };
  if (heartbeat?.answer !== undefined)
    yield { at: '/promises/heartbeat/answer', name: heartbeat.answer, of: 'command' };
  for (const name of Object.keys(closing?.asked ?? {}))
    yield { at: `/promises/closing/asked/${escaped(name)}`, name, of: 'command' };
}

function* inFilters({ filters }: Promises): Generator<Mention> {
  if (!filters) return;
  const { set, unset, unknown, values, called = {}, along = {}, scoped = [] } = filters;
  yield { at: '/promises/filters/set', name: set, of: 'command' };
  yield { at: '/promises/filters/unset', name: unset, of: 'command' };
  yield { at: '/promises/filters/unknown', name: unknown, of: 'error kind' };
  for (const [list, { unknown: kind }] of Object.entries(values))
    if (kind !== undefined)
      yield { at: `/promises/filters/values/${escaped(list)}/unknown`, name: kind, of: 'error kind' };
  for (const name of Object.keys(called)) yield { at: `/promises/filters/called/${escaped(name)}`, name, of: 'event' };
  for (const [name, other = ''] of Object.entries(along)) {
    const at = `/promises/filters/along/${escaped(name)}`;
    yield { at, name, of: 'event' };
    yield { at, name: other, of: 'event' };
  }
  for (const [index, name] of scoped.entries()) yield { at: `/promises/filters/scoped/${index}`, name, of: 'event' };
}

function* inNumbers({ sequence, recovery, books }: Promises): Generator<Mention> {
  if (sequence?.origin) yield { at: '/promises/sequence/origin/message', name: sequence.origin.message, of: 'control' };
  for (const [index, name] of (sequence?.unnumbered ?? []).entries())
    yield { at: `/promises/sequence/unnumbered/${index}`, name, of: 'event' };
  if (recovery?.replay) {
    yield { at: '/promises/recovery/replay/command', name: recovery.replay.command, of: 'command' };
    yield { at: '/promises/recovery/replay/outOfRange', name: recovery.replay.outOfRange, of: 'error kind' };
  }
  for (const name of Object.keys(recovery?.backfill ?? {}))
    yield { at: `/promises/recovery/backfill/${escaped(name)}`, name, of: 'machine' };
  if (!books) return;
  yield { at: '/promises/books/snapshot', name: books.snapshot, of: 'event' };
  yield { at: '/promises/books/delta', name: books.delta, of: 'event' };
  yield { at: '/promises/books/belongsTo/machine', name: books.belongsTo.machine, of: 'machine' };
  if (books.resync) {
    yield { at: '/promises/books/resync/command', name: books.resync.command, of: 'command' };
    yield { at: '/promises/books/resync/unknown', name: books.resync.unknown, of: 'error kind' };
  }
}

function* inEvents({ delivery, pacing = {}, lifecycle = {}, facts = {} }: Promises): Generator<Mention> {
  if (delivery) {
    for (const name of Object.keys(delivery.holding ?? {}))
      yield { at: `/promises/delivery/holding/${escaped(name)}`, name, of: 'machine' };
    for (const [index, name] of (delivery.addressed ?? []).entries())
      yield { at: `/promises/delivery/addressed/${index}`, name, of: 'event' };
    yield { at: '/promises/delivery/subscribe', name: delivery.subscribe, of: 'command' };
    yield { at: '/promises/delivery/unsubscribe', name: delivery.unsubscribe, of: 'command' };
    for (const name of Object.keys(delivery.routes))
      yield { at: `/promises/delivery/routes/${escaped(name)}`, name, of: 'event or family' };
  }
  for (const name of Object.keys(pacing)) yield { at: `/promises/pacing/${escaped(name)}`, name, of: 'event' };
  for (const [machine, { transitions, keys = {}, belongsTo }] of Object.entries(lifecycle)) {
    const at = `/promises/lifecycle/${escaped(machine)}`;
    for (const name of Object.keys(keys)) yield { at: `${at}/keys/${escaped(name)}`, name, of: 'event' };
    for (const name of Object.keys(transitions)) yield { at: `${at}/transitions/${escaped(name)}`, name, of: 'event' };
    if (belongsTo) yield { at: `${at}/belongsTo/machine`, name: belongsTo.machine, of: 'machine' };
  }
  for (const [fact, { of: name }] of Object.entries(facts))
    yield { at: `/promises/facts/${escaped(fact)}/of`, name, of: 'event or family' };
}

/** Every mention in a protocol's promises. */
export function* mentions({ promises }: Protocol): Generator<Mention> {
  yield* inHandshake(promises);
  yield* inReplies(promises);
  yield* inErrors(promises);
  yield* inEndings(promises);
  yield* inFilters(promises);
  yield* inOperations(promises);
  yield* inNumbers(promises);
  yield* inEvents(promises);
}

const known = (protocol: Protocol, { name, of }: Mention): boolean => {
  switch (of) {
    case 'command':
      return Object.hasOwn(protocol.commands, name);
    case 'control':
      return Object.hasOwn(protocol.controls, name);
    case 'event':
      return Object.hasOwn(protocol.events, name);
    case 'answer':
      return Object.hasOwn(protocol.controls, name) || Object.hasOwn(protocol.events, name);
    case 'event or family':
      return name.endsWith('.*')
        ? Object.keys(protocol.events).some((event) => event.startsWith(name.slice(0, -1)))
        : Object.hasOwn(protocol.events, name);
    case 'error kind':
      return Object.hasOwn(protocol.promises.errors?.kinds ?? {}, name);
    case 'machine':
      return Object.hasOwn(protocol.promises.lifecycle ?? {}, name);
  }
};

/** The mentions that name nothing the protocol has. */
export const dangling = (protocol: Protocol): readonly Mention[] =>
  [...mentions(protocol)].filter((mention) => !known(protocol, mention));
