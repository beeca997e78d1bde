/** Promises that contradict each other, or the catalogs, and numbers that make no sense. */
import { type Complaint, escaped, noSuch, shown } from './complaint.ts';
import { endings } from './mentions.ts';
import { movesOf } from './moves.ts';
import { fieldsOf, namesOf } from './pointers.ts';
import type { Ending } from './promises/endings.ts';
import type { Machine } from './promises/lifecycle.ts';
import type { Promises } from './promises.ts';
import type { Protocol } from './protocol.ts';

/** Shorter periods than this are mistaken for another unit, in ms. */
const SHORTEST = 100;
/** Close codes that no endpoint may send, by RFC 6455. */
const NEVER_SENT = new Set([1004, 1005, 1006, 1015]);

function* inFrames({ envelope, controls, events }: Protocol): Generator<Complaint> {
  for (const [kind, { tag, body, beside = {}, optional = {} }] of Object.entries(envelope)) {
    const at = `/envelope/${kind}`;
    if (tag === body)
      yield { at: `${at}/body`, says: `is ${shown(body)}, as the tag is; name and body need a member each` };
    for (const [place, members] of Object.entries({ beside, optional }))
      for (const member of Object.keys(members))
        if (member === tag || member === body)
          yield {
            at: `${at}/${place}/${escaped(member)}`,
            says: 'is the member of the tag or the body; call it otherwise',
          };
  }
  if (envelope.control.tag !== envelope.event.tag) return;
  for (const name of Object.keys(controls))
    if (Object.hasOwn(events, name))
      yield {
        at: `/events/${escaped(name)}`,
        says: `cannot be told from the control message of that name: both have it in ${shown(envelope.event.tag)}; rename one, or give it another tag`,
      };
}

function* inTimes({ handshake, heartbeat, limits, pacing }: Promises): Generator<Complaint> {
  const periods: Record<string, number | undefined> = {
    '/promises/heartbeat/every': heartbeat?.every,
    '/promises/limits/within': limits?.within,
    '/promises/handshake/opening/within/ms': handshake?.opening?.within?.ms,
  };
  for (const [name, pace] of Object.entries(pacing ?? {}))
    periods[`/promises/pacing/${escaped(name)}/every`] = pace?.every;
  for (const [at, ms] of Object.entries(periods))
    if (ms !== undefined && ms < SHORTEST)
      yield {
        at,
        says: `is ${ms} ms, which is too short to be judged; durations are in ms, so that ${ms} seconds are ${ms * 1000}`,
      };
}

function* inNumbers({ limits, size }: Promises): Generator<Complaint> {
  if (limits) {
    const { most, warning, over } = limits;
    const at = '/promises/limits';
    if (most === 0)
      yield { at: `${at}/most`, says: 'is 0, so that no message would ever be taken; give a number above 0' };
    if (warning && warning.at > most)
      yield {
        at: `${at}/warning/at`,
        says: `is ${warning.at}, but no more than ${most} messages are taken; warn at ${most} or before`,
      };
    if (over.coolDown !== undefined && over.connection === 'goes on')
      yield {
        at: `${at}/over/coolDown`,
        says: 'is for connections that end, but `connection` is "goes on"; leave one of them out',
      };
  }
  if (size && size.takes >= size.refuses)
    yield {
      at: '/promises/size/refuses',
      says: `is ${size.refuses}, but messages of ${size.takes} bytes are taken; it must be more than \`takes\``,
    };
}

/** The close codes of ends that come without another word. */
const shuts = ({ handshake, operations, closing }: Promises): (readonly [at: string, code: number])[] => {
  const { within, again, early } = handshake?.opening ?? {};
  const found: Readonly<Record<string, { readonly close: number } | undefined>> = {
    '/promises/handshake/opening/within': within,
    '/promises/handshake/opening/again': again,
    '/promises/handshake/opening/early': early,
    '/promises/handshake/subprotocol': handshake?.subprotocol,
    '/promises/operations/taken': operations?.taken,
    ...Object.fromEntries(
      Object.entries(closing?.input ?? {}).map(([way, end]) => [`/promises/closing/input/${way}`, end]),
    ),
  };
  return Object.entries(found).flatMap(([at, end]) => (end ? [[`${at}/close`, end.close] as const] : []));
};

function* inCodes(promises: Promises): Generator<Complaint> {
  const { closing, size } = promises;
  const used: (readonly [at: string, code: number])[] = [...endings(promises)].flatMap(([at, { close }]) =>
    close === undefined ? [] : [[`${at}/close`, close] as const],
  );
  if (size) used.push(['/promises/size/close', size.close]);
  used.push(...shuts(promises));
  for (const [at, code] of used) {
    if (NEVER_SENT.has(code) || (code > 1015 && code < 3000))
      yield {
        at,
        says: `is ${code}, which RFC 6455 lets nobody send; take one from 4000 to 4999, or such as 1001 and 1008`,
      };
    else if (closing && !Object.hasOwn(closing.codes, code))
      yield { at, says: `is ${code}, which /promises/closing/codes does not explain; add it there` };
  }
  for (const code of Object.keys(closing?.codes ?? {}))
    if (!/^[1-4]\d{3}$/.test(code))
      yield { at: `/promises/closing/codes/${escaped(code)}`, says: 'is no close code; these go from 1000 to 4999' };
}

/** A reason that the server may have by itself must be told from whatever else ends a connection: by words, or by a code alone. */
function* inReasons(promises: Promises): Generator<Complaint> {
  for (const [reason, { unasked, close, farewell }] of Object.entries(promises.closing?.reasons ?? {})) {
    if (!unasked) continue;
    const at = `/promises/closing/reasons/${escaped(reason)}`;
    const isTold = farewell?.level === 'MUST';
    if (close === undefined && !farewell)
      yield {
        at: `${at}/unasked`,
        says: 'is for ends that a client can tell from others, by a farewell or a close code; add one, or leave this out',
      };
    const others = [...endings(promises)].filter(
      ([other]) => promises.closing?.reasons[reasonAt(other) ?? '']?.unasked !== true,
    );
    for (const [other, ending] of others)
      if (isTold ? sameWords(farewell, ending.farewell) : close !== undefined && ending.close === close)
        yield {
          at: `${at}/unasked`,
          says: `is for ends that a client can tell from others, but ${other} is told in the same way; tell one of them otherwise`,
        };
  }
}

/** The reason whose end is promised at a place, where it is one. */
const reasonAt = (at: string): string | undefined => {
  const [, reason] = /^\/promises\/closing\/reasons\/(.+)$/.exec(at) ?? [];
  return reason?.replaceAll('~1', '/').replaceAll('~0', '~');
};

const sameWords = (one: Ending['farewell'], other: Ending['farewell']): boolean =>
  one?.message === other?.message && JSON.stringify(one?.says ?? {}) === JSON.stringify(other?.says ?? {});

function* inCompany({ promises, commands, transport }: Protocol): Generator<Complaint> {
  const { replies, errors, rights, delivery, filters, sequence, recovery, books, heartbeat, lifecycle } = promises;
  if (promises.credentials && 'opening' in promises.credentials.in && !promises.handshake?.opening)
    yield {
      at: '/promises/credentials/in/opening',
      says: 'is in the command that opens, but no /promises/handshake/opening names one; add it',
    };
  if (delivery && filters)
    yield { at: '/promises/filters', says: 'and /promises/delivery both say who gets which event; keep one of them' };
  if (rights && !delivery)
    yield {
      at: '/promises/rights',
      says: 'says who may subscribe, but no /promises/delivery says how; add it, or leave this out',
    };
  const { fence, sentinel, to = {} } = replies ?? {};
  if (fence !== undefined && Object.hasOwn(commands, fence) && !Object.hasOwn(to, fence))
    yield {
      at: '/promises/replies/fence',
      says: `is ${shown(fence)}, which /promises/replies/to does not answer; a fence needs an answer`,
    };
  if (fence !== undefined && sentinel)
    yield { at: '/promises/replies/sentinel', says: 'stands in for a fence, but there is one; leave one of them out' };
  if (errors && errors.code === undefined)
    for (const [kind, { code }] of Object.entries(errors.kinds))
      if (code !== undefined)
        yield {
          at: `/promises/errors/kinds/${escaped(kind)}/code`,
          says: `is ${shown(code)}, but no /promises/errors/code says where codes stand; add it, or leave this out`,
        };
  const isBySubscription = typeof sequence?.scope === 'object' && 'subscription' in sequence.scope;
  if (books && (books.start === undefined) !== (books.number === undefined))
    yield {
      at: `/promises/books/${books.start === undefined ? 'number' : 'start'}`,
      says: `needs /promises/books/${books.start === undefined ? 'start' : 'number'} beside it; add that, or leave both out`,
    };
  else if (books && books.number === undefined && !isBySubscription)
    yield {
      at: '/promises/books',
      says: 'tells no numbers, and no count of a subscription in /promises/sequence/scope joins its deltas; add `start` and `number`',
    };
  if (isBySubscription && sequence.scope.told !== undefined && !filters)
    yield {
      at: '/promises/sequence/scope/told',
      says: 'is in the answer that confirms a filter, but there is no /promises/filters; add it, or leave this out',
    };
  if (isBySubscription && recovery)
    yield {
      at: '/promises/recovery',
      says: 'begins at a number, but /promises/sequence/scope counts each subscription anew; leave one of them out',
    };
  if (isBySubscription && sequence.origin)
    yield {
      at: '/promises/sequence/origin',
      says: 'tells the last number of one count, but /promises/sequence/scope counts each subscription; leave it out',
    };
  if (recovery?.replay && !sequence)
    yield {
      at: '/promises/recovery/replay',
      says: 'begins at a number, but no /promises/sequence numbers anything; add it',
    };
  if (recovery?.backfill && !sequence)
    yield {
      at: '/promises/recovery/backfill',
      says: 'tells what came after a number, but no /promises/sequence numbers anything; add it',
    };
  if (heartbeat?.send === 'ping frame') {
    if (heartbeat.answer !== undefined)
      yield {
        at: '/promises/heartbeat/answer',
        says: 'is for beats that are messages, but a pong answers a ping frame; leave it out',
      };
    if (heartbeat.uptime !== undefined)
      yield {
        at: '/promises/heartbeat/uptime',
        says: 'is for beats that are messages, but a ping frame tells nothing; leave it out',
      };
    if (transport === 'socket.io')
      yield {
        at: '/promises/heartbeat/send',
        says: 'is "ping frame", which Socket.IO has none of; name a control message',
      };
  }
  for (const [channel, { exists }] of Object.entries(rights?.channels ?? {}))
    if (exists !== undefined && !Object.hasOwn(lifecycle ?? {}, exists))
      yield noSuch(
        `/promises/rights/channels/${escaped(channel)}/exists`,
        exists,
        'machine',
        Object.keys(lifecycle ?? {}),
      );
}

function* inTemplates(protocol: Protocol, sound: (event: string) => boolean): Generator<Complaint> {
  const { delivery, lifecycle = {}, rights } = protocol.promises;
  const events = Object.keys(protocol.events);
  const machines = Object.keys(lifecycle);
  for (const [pattern, routes] of Object.entries(delivery?.routes ?? {}))
    for (const [index, route] of (routes ?? []).entries())
      for (const [, path = ''] of route.matchAll(/\{([^}]+)\}/g)) {
        const at = `/promises/delivery/routes/${escaped(pattern)}/${index}`;
        const [head = '', ...rest] = path.split('.');
        if (rest.length > 0) {
          if (!machines.includes(head)) yield noSuch(at, head, 'machine', machines);
          continue;
        }
        const lacking = namesOf(pattern, events).find(
          (name) =>
            sound(name) &&
            !fieldsOf(protocol, name).includes(head) &&
            !(head === 'user' && delivery?.addressed?.includes(name)),
        );
        if (lacking !== undefined) yield noSuch(at, head, `field of ${lacking}`, fieldsOf(protocol, lacking));
      }
  for (const template of delivery?.always ?? [])
    for (const [, path = ''] of template.matchAll(/\{([^}]+)\}/g))
      if (path !== 'user')
        yield { at: '/promises/delivery/always', says: `has ${shown(`{${path}}`)}, but knows only {user}; take that` };
  for (const template of Object.keys(rights?.channels ?? {}))
    if (!/^[^{}]*(\{[^{}]+\})?$/.test(template))
      yield {
        at: `/promises/rights/channels/${escaped(template)}`,
        says: 'is no channel template: it may end in one parameter, such as order:{order}',
      };
}

const statesOf = (machine: Machine | undefined): readonly string[] =>
  machine ? [...new Set(movesOf(machine).map(({ to }) => to))] : [];

function* inMachine(name: string, machine: Machine, all: Readonly<Record<string, Machine>>): Generator<Complaint> {
  const at = `/promises/lifecycle/${escaped(name)}`;
  const moves = movesOf(machine);
  const states = statesOf(machine);
  if (!moves.some(({ from }) => from.includes(null)))
    yield { at: `${at}/transitions`, says: 'has none from `null`, so that no such thing can ever begin; add one' };
  for (const { event, from } of moves)
    for (const state of from)
      if (state !== null && !states.includes(state))
        yield noSuch(
          `${at}/transitions/${escaped(event)}/from`,
          state,
          `state that any event of ${name} leads to`,
          states,
        );
  for (const [index, event] of (machine.watches ?? []).entries())
    if (!Object.hasOwn(machine.transitions, event))
      yield noSuch(`${at}/watches/${index}`, event, `event of ${name}`, Object.keys(machine.transitions));
  const { machine: above = name, in: during = [], usually = [] } = machine.belongsTo ?? {};
  if (!Object.hasOwn(all, above)) return;
  for (const [member, listed] of Object.entries({ in: during, usually }))
    for (const [index, state] of listed.entries())
      if (!statesOf(all[above]).includes(state))
        yield noSuch(`${at}/belongsTo/${member}/${index}`, state, `state of ${above}`, statesOf(all[above]));
  const seen = new Set<string>();
  for (let here: string | undefined = name; here !== undefined; here = all[here]?.belongsTo?.machine) {
    if (here === name && seen.size > 0) {
      yield {
        at: `${at}/belongsTo/machine`,
        says: `leads back to ${name} itself, so that neither can begin; take another`,
      };
      return;
    }
    if (seen.has(here)) return;
    seen.add(here);
  }
}

function* inStates({ lifecycle = {}, delivery, books, recovery }: Promises): Generator<Complaint> {
  for (const [name, machine] of Object.entries(lifecycle)) yield* inMachine(name, machine, lifecycle);
  const asked: (readonly [at: string, machine: string, states: readonly string[]])[] = [
    ...Object.entries(delivery?.holding ?? {}).map(
      ([name, { in: states }]) => [`/promises/delivery/holding/${escaped(name)}/in`, name, states] as const,
    ),
    ...Object.entries(recovery?.backfill ?? {}).map(
      ([name, { statuses }]) =>
        [`/promises/recovery/backfill/${escaped(name)}/statuses`, name, Object.keys(statuses)] as const,
    ),
  ];
  if (books) asked.push(['/promises/books/belongsTo/in', books.belongsTo.machine, books.belongsTo.in]);
  for (const [at, machine, states] of asked)
    for (const state of states)
      if (Object.hasOwn(lifecycle, machine) && !statesOf(lifecycle[machine]).includes(state))
        yield noSuch(at, state, `state of ${machine}`, statesOf(lifecycle[machine]));
}

/** Complains of what contradicts itself; `sound` says of which events the schemas can be read. */
export const contradictions = (protocol: Protocol, sound: (event: string) => boolean): readonly Complaint[] => [
  ...inFrames(protocol),
  ...inCompany(protocol),
  ...inTimes(protocol.promises),
  ...inNumbers(protocol.promises),
  ...inCodes(protocol.promises),
  ...inReasons(protocol.promises),
  ...inStates(protocol.promises),
  ...inTemplates(protocol, sound),
];
