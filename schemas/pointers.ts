/** Every pointer that promises hold, with the messages in which it must lead somewhere; and whether it does. */
import { type Complaint, escaped, noSuch, shown, unescaped } from './complaint.ts';
import { bodySchema, frameSchema, type JsonSchema } from './json-schema.ts';
import type { Ending } from './promises/endings.ts';
import type { Promises } from './promises.ts';
import { catalogOf, type Kind, messageOf, type Protocol } from './protocol.ts';

/** A pointer of a promise. */
interface Use {
  /** JSON pointer of its place in the contract. */
  readonly at: string;
  readonly pointer: string;
  /** The messages that it must lead somewhere in; in one of them at least, where several may be meant. */
  readonly into: readonly (readonly [kind: Kind, name: string])[];
  /** It leads into whole frames, not into bodies; or into either. */
  readonly frame?: true | 'or body';
  /** It must lead somewhere in every one of them. */
  readonly every?: true;
}

type Into = Use['into'];

/** The schemas of what stands at one step below a value, by every alternative; undefined where anything may be there. */
const below = (schema: JsonSchema, part: string): readonly JsonSchema[] | undefined => {
  if ('$ref' in schema || Object.keys(schema).length === 0) return undefined;
  const found: JsonSchema[] = [];
  const { properties = {}, patternProperties = {}, additionalProperties, prefixItems = [], items } = schema;
  const named = Object.hasOwn(properties, part) ? properties[part] : undefined;
  if (named) found.push(named);
  for (const [pattern, inner] of Object.entries(patternProperties))
    if (new RegExp(pattern, 'u').test(part)) found.push(inner);
  if (found.length === 0 && additionalProperties) found.push(additionalProperties);
  if (/^\d+$/.test(part)) {
    const item = prefixItems[Number(part)] ?? items;
    if (item) found.push(item);
  }
  for (const joined of [schema.oneOf, schema.anyOf, schema.allOf])
    for (const inner of joined ?? []) {
      const there = below(inner, part);
      if (!there) return undefined;
      found.push(...there);
    }
  return found;
};

/** The members that may stand below a value. */
const membersOf = (schema: JsonSchema): readonly string[] => [
  ...Object.keys(schema.properties ?? {}),
  ...[schema.oneOf, schema.anyOf, schema.allOf].flatMap((joined) => (joined ?? []).flatMap(membersOf)),
];

/** Where a pointer leads nowhere: the part that is not there, and what is; undefined where it leads somewhere. */
const lost = (
  schema: JsonSchema,
  pointer: string,
): { readonly part: string; readonly there: readonly string[] } | undefined => {
  let here: readonly JsonSchema[] = [schema];
  let whole = '';
  for (const part of pointer.split('/').slice(1)) {
    const next = here.map((one) => below(one, unescaped(part)));
    if (next.includes(undefined)) return undefined;
    const found = next.flatMap((one) => one ?? []);
    if (found.length === 0) {
      const there = [...new Set(here.flatMap(membersOf))].map((member) => `${whole}/${escaped(member)}`);
      return { part, there };
    }
    here = found;
    whole += `/${part}`;
  }
  return undefined;
};

const control = (...names: readonly (string | undefined)[]): Into =>
  names.flatMap((name) => (name === undefined ? [] : [['control', name] as const]));
const command = (name: string): Into => [['command', name]];
const event = (name: string): Into => [['event', name]];

function* inEnding(at: string, { farewell }: Ending): Generator<Use> {
  if (!farewell) return;
  const into = control(farewell.message);
  if (farewell.delay !== undefined) yield { at: `${at}/farewell/delay`, pointer: farewell.delay, into };
  for (const pointer of Object.keys(farewell.says ?? {}))
    yield { at: `${at}/farewell/says/${escaped(pointer)}`, pointer, into };
}

function* inSessions({ handshake, credentials, heartbeat, limits, closing }: Promises): Generator<Use> {
  if (handshake?.user !== undefined)
    yield { at: '/promises/handshake/user', pointer: handshake.user, into: control(handshake.greeting) };
  if (credentials) {
    const at = '/promises/credentials';
    yield* inEnding(`${at}/refusal`, credentials.refusal);
    yield* inEnding(`${at}/expired`, credentials.expired ?? {});
    yield* inEnding(`${at}/expiry`, credentials.expiry ?? {});
    const { opening } = handshake ?? {};
    if ('opening' in credentials.in && opening)
      yield { at: `${at}/in/opening`, pointer: credentials.in.opening, into: command(opening.command) };
    const { warning } = credentials;
    if (warning) yield { at: `${at}/warning/seconds`, pointer: warning.seconds, into: control(warning.message) };
  }
  if (heartbeat) {
    if (heartbeat.uptime !== undefined)
      yield { at: '/promises/heartbeat/uptime', pointer: heartbeat.uptime, into: control(heartbeat.send) };
    if (heartbeat.ending !== 'terminate') yield* inEnding('/promises/heartbeat/ending', heartbeat.ending);
  }
  const warning = limits?.warning;
  if (warning)
    for (const member of ['limit', 'current', 'resets'] as const)
      yield {
        ...{ at: `/promises/limits/warning/${member}`, pointer: warning[member] },
        into: [...control(warning.message), ...event(warning.message)],
      };
  for (const [reason, ending] of Object.entries(closing?.reasons ?? {}))
    yield* inEnding(`/promises/closing/reasons/${escaped(reason)}`, ending);
  for (const [name, ending] of Object.entries(closing?.asked ?? {}))
    if (ending) yield* inEnding(`/promises/closing/asked/${escaped(name)}`, ending);
}

function* inAnswers({ replies, errors }: Promises): Generator<Use> {
  for (const [name, { answer, echoes = [], each = [], item }] of Object.entries(replies?.to ?? {})) {
    const at = `/promises/replies/to/${escaped(name)}`;
    const into: Into = [...control(answer), ...event(answer)];
    for (const [index, pointer] of echoes.entries()) {
      yield { at: `${at}/echoes/${index}`, pointer, into, frame: 'or body' };
      yield { at: `${at}/echoes/${index}`, pointer, into: command(name), frame: 'or body' };
    }
    for (const [index, pointer] of each.entries()) yield { at: `${at}/each/${index}`, pointer, into: command(name) };
    if (item !== undefined) yield { at: `${at}/item`, pointer: item, into };
  }
  const { sentinel, acknowledgement } = replies ?? {};
  if (sentinel) yield { at: '/promises/replies/sentinel/mark', pointer: sentinel.mark, into: event(sentinel.event) };
  if (acknowledgement)
    for (const member of ['ok', 'error'] as const)
      yield {
        ...{ at: `/promises/replies/acknowledgement/${member}`, pointer: acknowledgement[member] },
        into: control(acknowledgement.message),
      };
  if (!errors) return;
  const into = control(errors.message, ...Object.values(errors.kinds).map(({ message }) => message));
  yield { at: '/promises/errors/text', pointer: errors.text, into };
  if (errors.code) yield { at: '/promises/errors/code/at', pointer: errors.code.at, into };
  if (errors.id !== undefined) yield { at: '/promises/errors/id', pointer: errors.id, into };
}

function* inOperations({ operations }: Promises): Generator<Use> {
  if (!operations) return;
  const { begin, cancel, item, done, failed, id, samples } = operations;
  const at = '/promises/operations';
  for (const into of [command(begin), command(cancel), control(item), control(done), control(failed)])
    yield { at: `${at}/id`, pointer: id, into };
  if (!samples.endless) return;
  const { event: name, carried, mark, about } = samples.endless;
  const place = `${at}/samples/endless`;
  yield { at: `${place}/carried`, pointer: carried, into: control(item) };
  yield { at: `${place}/mark`, pointer: mark, into: event(name) };
  yield { at: `${place}/about/asked`, pointer: about.asked, into: command(begin) };
  yield { at: `${place}/about/told`, pointer: about.told, into: event(name) };
}

function* inFilters({ filters }: Promises, events: readonly string[]): Generator<Use> {
  if (!filters) return;
  const { set, names, values } = filters;
  yield { at: '/promises/filters/names/at', pointer: names.at, into: command(set) };
  for (const [list, { at, field }] of Object.entries(values)) {
    const place = `/promises/filters/values/${escaped(list)}`;
    yield { at: `${place}/at`, pointer: at, into: command(set) };
    yield { at: `${place}/field`, pointer: field, into: events.flatMap(event) };
  }
}

function* inNumbers(
  { sequence, recovery, books, replies, filters }: Promises,
  events: readonly string[],
): Generator<Use> {
  if (sequence) {
    const { number, scope, time, previous, origin, unnumbered = [] } = sequence;
    const into = events.filter((name) => !unnumbered.includes(name)).flatMap(event);
    yield { at: '/promises/sequence/number', pointer: number, into, frame: true, every: true };
    if (time !== undefined) yield { at: '/promises/sequence/time', pointer: time, into, frame: true };
    if (previous !== undefined) yield { at: '/promises/sequence/previous', pointer: previous, into, frame: true };
    if (typeof scope !== 'string' && 'subscription' in scope) {
      const { subscription } = scope;
      yield { at: '/promises/sequence/scope/subscription', pointer: subscription, into, frame: true, every: true };
      const answer = replies?.to[filters?.set ?? '']?.answer;
      if (scope.told !== undefined && answer !== undefined)
        yield { at: '/promises/sequence/scope/told', pointer: scope.told, into: control(answer) };
    } else if (typeof scope !== 'string')
      for (const [index, pointer] of scope.entries())
        yield { at: `/promises/sequence/scope/${index}`, pointer, into, frame: true, every: true };
    if (origin) {
      const told = control(origin.message);
      yield { at: '/promises/sequence/origin/number', pointer: origin.number, into: told };
      if (origin.epoch !== undefined)
        yield { at: '/promises/sequence/origin/epoch', pointer: origin.epoch, into: told };
    }
  }
  const replay = recovery?.replay;
  if (replay) yield { at: '/promises/recovery/replay/from', pointer: replay.from, into: command(replay.command) };
  if (!books) return;
  const { snapshot, delta, key, start, number, mutations, sides, belongsTo } = books;
  for (const [index, pointer] of key.entries())
    yield { at: `/promises/books/key/${index}`, pointer, into: [...event(snapshot), ...event(delta)], every: true };
  if (start !== undefined) yield { at: '/promises/books/start', pointer: start, into: event(snapshot) };
  if (number !== undefined) yield { at: '/promises/books/number', pointer: number, into: event(delta) };
  yield { at: '/promises/books/mutations', pointer: mutations, into: event(delta) };
  yield {
    at: '/promises/books/belongsTo/by',
    pointer: belongsTo.by,
    into: [...event(snapshot), ...event(delta)],
    every: true,
  };
  for (const [side, { at }] of Object.entries(sides))
    yield { at: `/promises/books/sides/${escaped(side)}/at`, pointer: at, into: event(snapshot) };
}

/** The names of a family such as `order.*`, or the one name. */
export const namesOf = (pattern: string, events: readonly string[]): readonly string[] =>
  events.filter((name) => (pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));

function* inEvents({ delivery, pacing, lifecycle, facts }: Promises, events: readonly string[]): Generator<Use> {
  for (const [machine, { user, item }] of Object.entries(delivery?.holding ?? {})) {
    const births = Object.keys(lifecycle?.[machine]?.transitions ?? {}).flatMap(event);
    yield { at: `/promises/delivery/holding/${escaped(machine)}/user`, pointer: user, into: births };
    yield { at: `/promises/delivery/holding/${escaped(machine)}/item`, pointer: item, into: births };
  }
  for (const [name, pace] of Object.entries(pacing ?? {}))
    if (pace?.kind === 'spaced')
      for (const [index, pointer] of (pace.key ?? []).entries())
        yield { at: `/promises/pacing/${escaped(name)}/key/${index}`, pointer, into: event(name) };
  for (const [name, machine] of Object.entries(lifecycle ?? {})) {
    const at = `/promises/lifecycle/${escaped(name)}`;
    const moved = Object.keys(machine.transitions);
    const usual = moved.filter((one) => machine.keys?.[one] === undefined);
    yield { at: `${at}/key`, pointer: machine.key, into: usual.flatMap(event), every: true };
    for (const [one, pointer = ''] of Object.entries(machine.keys ?? {}))
      yield { at: `${at}/keys/${escaped(one)}`, pointer, into: event(one) };
    if (machine.belongsTo)
      yield { at: `${at}/belongsTo/by`, pointer: machine.belongsTo.by, into: moved.flatMap(event) };
    for (const [one, transitions] of Object.entries(machine.transitions))
      for (const { when = {} } of [transitions ?? []].flat())
        for (const pointer of Object.keys(when))
          yield { at: `${at}/transitions/${escaped(one)}/when`, pointer, into: event(one) };
  }
  for (const [name, fact] of Object.entries(facts ?? {})) {
    const at = `/promises/facts/${escaped(name)}`;
    const into = namesOf(fact.of, events).flatMap(event);
    const use = (place: string, pointer: string): Use => ({ at: `${at}/${place}`, pointer, into });
    if ('equal' in fact) for (const pointer of Object.keys(fact.equal)) yield use('equal', pointer);
    if ('percent' in fact)
      for (const [place, pointer] of Object.entries(fact.percent)) yield use(`percent/${place}`, pointer);
    if ('atMost' in fact)
      for (const [place, pointer] of Object.entries(fact.atMost)) yield use(`atMost/${place}`, pointer);
    if ('agree' in fact) for (const place of ['one', 'other'] as const) yield use(`agree/${place}`, fact.agree[place]);
    if ('sum' in fact) {
      yield use('sum/total', fact.sum.total);
      for (const [index, pointer] of fact.sum.parts.entries()) yield use(`sum/parts/${index}`, pointer);
    }
    if ('product' in fact) {
      yield use('product/total', fact.product.total);
      for (const [index, factor] of fact.product.factors.entries())
        for (const pointer of [factor].flat()) yield use(`product/factors/${index}`, pointer);
    }
  }
}

function* uses({ promises, events }: Protocol): Generator<Use> {
  const names = Object.keys(events);
  yield* inSessions(promises);
  yield* inAnswers(promises);
  yield* inOperations(promises);
  yield* inFilters(promises, names);
  yield* inNumbers(promises, names);
  yield* inEvents(promises, names);
}

/** Complains of pointers that lead nowhere in the messages that they are about; `sound` says of which the schemas can be read. */
export const pointerComplaints = (
  protocol: Protocol,
  sound: (kind: Kind, name: string) => boolean = () => true,
): readonly Complaint[] => {
  const complaints = [...uses(protocol)].flatMap(({ at, pointer, into, frame = false, every = false }) => {
    // A name that nothing has is complained of where it stands.
    const known = into.filter(([kind, name]) => messageOf(protocol, kind, name));
    if (known.some(([kind, name]) => !sound(kind, name))) return [];
    const astray = known.flatMap(([kind, name]) => {
      const inFrame = frame && lost(frameSchema(protocol, kind, name), pointer);
      const found =
        frame === true ? inFrame : (frame === false || inFrame) && lost(bodySchema(protocol, kind, name), pointer);
      return found ? [{ kind, name, ...found }] : [];
    });
    const [first] = astray;
    if (!first || (!every && astray.length < known.length)) return [];
    const others = every || known.length === 1 ? '' : `, nor in ${known.length - 1} more`;
    const where = `${frame === true ? 'frame' : 'body'} of the ${first.kind === 'control' ? 'control message' : first.kind} ${first.name}${others}`;
    if (first.there.length === 0)
      return [{ at, says: `points to ${shown(pointer)}, which is not in the ${where}; nothing can be there` }];
    return [noSuch(at, pointer, `place in the ${where}`, first.there)];
  });
  // What is to be repeated must be there on both sides; one complaint of it is enough.
  return complaints.filter(({ at }, index) => complaints.findIndex((other) => other.at === at) === index);
};

/** The members of the bodies of some events. */
export const fieldsOf = (protocol: Protocol, name: string): readonly string[] =>
  Object.hasOwn(catalogOf(protocol, 'event'), name) ? membersOf(bodySchema(protocol, 'event', name)) : [];
