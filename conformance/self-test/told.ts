/** Histories told by hand, and what each requirement makes of them. No server takes part, and time is only passed. */
import { type ProtocolId, protocols } from '../../schemas/index.ts';
import type { HookAnswer, HookName } from '../../schemas/hooks.ts';
import type { Kind, Protocol } from '../../schemas/protocol.ts';
import type { Badge, Entry, EntryOf, Happening } from '../engine/history.ts';
import { type Finding, listen } from '../engine/oracle.ts';
import type { BrokenFrame, TokenKind } from '../engine/plan.ts';
import type { Listed } from '../engine/requirement.ts';
import { fenceBody } from '../scene/echoes.ts';
import { createScene, type Moment } from '../scene/scene.ts';
import { openingText } from '../engine/speaking.ts';
import { suiteOf } from '../suites/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What one requirement found in a history. */
export interface Judgement {
  readonly held: number;
  /** Why it is broken, once for each breach. */
  readonly broken: readonly string[];
  readonly unsure: number;
}

/** Who connects: the user `did:` and the client's name, with a good token and answering pings, unless told otherwise. */
export interface Guest {
  readonly user?: string;
  readonly roles?: readonly string[];
  readonly token?: TokenKind;
  readonly secret?: string;
  /** The lifetime of the token in ms. */
  readonly lives?: number;
  readonly pongs?: boolean;
  /** Parameters of the address. */
  readonly query?: Readonly<Record<string, string>>;
  /** False: where a client must speak first, it does not do so of itself. */
  readonly opens?: false;
  /** The subprotocol that it offers instead of the protocol's own. */
  readonly offers?: string;
}

/** A history being told. Every method adds to it and gives it back, but for those that judge. */
export interface Told {
  /** Is let in and greeted, where anybody is greeted; `fields` stand over those of the first example of the greeting. */
  readonly opens: (client: string, guest?: Guest, fields?: Fields) => Told;
  /** Is let in; nothing has come yet. */
  readonly knocks: (client: string, guest?: Guest) => Told;
  /** Is not let in: the upgrade is refused. */
  readonly isRefused: (client: string, guest?: Guest) => Told;
  /** Gets a message, or text that need not be one. */
  readonly gets: (client: string, message: object | string) => Told;
  readonly getsBinary: (client: string, text: string) => Told;
  /** Sends a command, or text that need not be one; `bytes` pretends that it is so long. */
  readonly sends: (client: string, frame: object | string, bytes?: number) => Told;
  readonly sendsBinary: (client: string, text: string) => Told;
  /** Sends a command in several frames. */
  readonly sendsInFrames: (client: string, frame: object, fragments: number) => Told;
  readonly breaks: (client: string, how: BrokenFrame) => Told;
  /** Subscribes to channels one by one, and is confirmed. */
  readonly watches: (client: string, ...channels: readonly string[]) => Told;
  /** Sends a fence and gets its answer. */
  readonly fences: (client: string) => Told;
  /** The server is asked to publish an event and says that it has; the fields stand over those of the first example. */
  readonly publishes: (event: string, fields?: Fields) => Told;
  /** The server is asked to publish an event, and has not said yet that it has. */
  readonly asks: (event: string, fields?: Fields) => Told;
  /** The server is asked to publish what breaks a rule that it enforces, and has not said yet what it makes of that. */
  readonly tries: (event: string, fields?: Fields) => Told;
  /** The server answers the oldest call that waits for it. */
  readonly says: (answer?: HookAnswer) => Told;
  /** An event arrives, made as `publishes` makes it. */
  readonly receives: (client: string, event: string, fields?: Fields) => Told;
  /** A resource is asked for on behalf of a client, and has not been answered yet. */
  readonly fetches: (client: string, path: string, query?: Readonly<Record<string, string>>) => Told;
  /** The oldest request that waits for it is answered; without a status it is not, and our patience ends. */
  readonly fetched: (body: unknown, status?: number | 'none') => Told;
  /** The server is asked to end the connections of a user, or of all, and has not said yet that it will. */
  readonly asksToEnd: (reason: string, user?: string) => Told;
  readonly passes: (ms: number) => Told;
  /** The server pings; the client answers if that is its habit. */
  readonly pings: (client: string) => Told;
  /** The client pings the server; or gets a pong that holds this; or has waited for its latest one in vain. */
  readonly asksBack: (client: string, text: string) => Told;
  readonly getsPong: (client: string, text: string) => Told;
  readonly missesPong: (client: string) => Told;
  readonly stalls: (ms: number) => Told;
  readonly silence: (client: string) => Told;
  /** The client begins to leave. */
  readonly leaves: (client: string, abruptly?: boolean) => Told;
  /** The connection ends: by a close frame with a code, or without one. */
  readonly closes: (client: string, code?: number) => Told;
  /** Everybody who is still there leaves, and the plan is over; `cut` when time has run out. */
  readonly ends: (cut?: boolean) => Told;
  /** What one requirement, as `family/key`, makes of it. */
  readonly judge: (requirement: string) => Judgement;
  /** Every requirement that is broken, as `family/key`. */
  readonly breaches: () => readonly string[];
  /** Every requirement that holds somewhere in it, as `family/key`. */
  readonly holding: () => readonly string[];
  readonly moments: () => readonly Moment[];
}

const PLAN = 1;
/** Begins a history; `resolution` is how far apart our clock and the truth may be, in ms. */
export const told = (about: ProtocolId | Protocol = 'commerce', resolution = 0): Told => {
  const protocol: Protocol = typeof about === 'string' ? protocols[about] : about;
  const { reader, requirements } = suiteOf(protocol);
  const { handshake, replies, delivery } = protocol.promises;
  const isDated = protocol.envelope.event.body === undefined || protocol.envelope.event.beside?.timestamp !== undefined;
  const entries: Entry[] = [];
  const connections = new Map<string, { readonly number: number; readonly badge: Badge }>();
  const here = new Set<string>();
  const waiting: Pick<EntryOf<'asked'>, 'call' | 'hook' | 'request' | 'refused'>[] = [];
  const requests: Pick<EntryOf<'fetching'>, 'fetch' | 'by' | 'path' | 'query'>[] = [];
  let at = 0;
  let calls = 0;
  let fences = 0;

  const add = (happening: Happening): Told => {
    entries.push({ ...happening, seq: entries.length, at, plan: PLAN });
    return history;
  };
  const numberOf = (client: string): number => {
    const known = connections.get(client);
    if (!known) throw new Error(`Nobody called ${client} has connected in this history.`);
    return known.number;
  };
  const badge = (
    client: string,
    { lives, token, user = `did:${client}`, roles = [], pongs = true, secret, query, opens, offers }: Guest,
  ): Badge => ({
    ...{ client, user, roles, pongs, token: token ?? (lives === undefined ? 'good' : { expiresIn: lives }) },
    ...(lives === undefined ? {} : { expires: { from: at + lives, to: at + lives } }),
    ...(secret === undefined ? {} : { secret }),
    ...(query === undefined ? {} : { query }),
    ...(opens === undefined ? {} : { opens }),
    ...(offers === undefined ? {} : { offers }),
  });
  const opening = (client: string, guest: Guest): number => {
    const known = { number: ++calls, badge: badge(client, guest) };
    connections.set(client, known);
    add({ kind: 'opening', connection: known.number, badge: known.badge });
    return known.number;
  };
  const frame = (kind: Kind, name: string, fields: Fields): Fields => {
    const catalog = { command: protocol.commands, control: protocol.controls, event: protocol.events }[kind];
    const body = { ...(catalog[name]?.examples[0] as Fields | undefined), ...fields };
    return reader.frame(kind, name, body, isDated && kind === 'event' ? { timestamp: '2026-01-01T00:00:00Z' } : {});
  };
  /** A field that is `undefined` is left out, also where the example has it. */
  const payload = (event: string, fields: Fields): Fields => {
    const whole = { ...(protocol.events[event]?.examples[0] as Fields), ...fields };
    return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  };
  const asks = (hook: HookName, request: unknown, refused?: true): Told => {
    const call = { call: ++calls, hook, request, ...(refused && { refused }) };
    waiting.push(call);
    return add({ kind: 'asked', ...call });
  };
  const packet = (
    kind: 'sent' | 'received',
    client: string,
    form: 'text' | 'binary',
    what: object | string,
    bytes?: number,
  ): Told => {
    const text = typeof what === 'string' ? what : JSON.stringify(what);
    return add({ kind, connection: numberOf(client), form, text, bytes: bytes ?? Buffer.byteLength(text) });
  };

  const moments = (): readonly Moment[] => {
    const scene = createScene({ protocol, reader, resolution: () => resolution });
    return entries.map((entry) => scene.take(entry));
  };
  const findings = (judges: readonly Listed[]): ReadonlyMap<string, readonly Finding[]> => {
    const scene = createScene({ protocol, reader, resolution: () => resolution });
    const running = judges.map(({ id, check }) => ({
      id: id.slice(protocol.id.length + 1),
      hear: listen(check),
      found: [] as Finding[],
    }));
    for (const entry of entries) {
      const moment = scene.take(entry);
      for (const { hear, found } of running) found.push(...hear(moment));
    }
    return new Map(running.map(({ id, found }) => [id, found]));
  };
  const having = (is: Finding['is']): readonly string[] =>
    [...findings(requirements)].flatMap(([id, found]) => (found.some((finding) => finding.is === is) ? [id] : []));

  const history: Told = {
    opens: (client, guest = {}, fields = {}) => {
      history.knocks(client, guest);
      if (!handshake) return history;
      const first = openingText(protocol, reader, guest.secret);
      if (first !== undefined) history.sends(client, first);
      const { greeting, user } = handshake;
      const named = user === undefined ? {} : { [user.slice(1)]: connections.get(client)?.badge.user };
      return history.gets(client, frame('control', greeting, { ...named, ...fields }));
    },
    knocks: (client, guest = {}) => {
      here.add(client);
      return add({ kind: 'opened', connection: opening(client, guest) });
    },
    isRefused: (client, guest = {}) =>
      add({ kind: 'refused', connection: opening(client, guest), status: 401, because: 'status 401' }),
    gets: (client, message) => packet('received', client, 'text', message),
    getsBinary: (client, text) => packet('received', client, 'binary', text),
    sends: (client, command, bytes) => packet('sent', client, 'text', command, bytes),
    sendsBinary: (client, text) => packet('sent', client, 'binary', text),
    sendsInFrames: (client, command, fragments) => {
      const text = JSON.stringify(command);
      const connection = numberOf(client);
      return add({ kind: 'sent', connection, form: 'text', text, bytes: Buffer.byteLength(text), fragments });
    },
    breaks: (client, how) => add({ kind: 'sent', connection: numberOf(client), form: how, text: `(${how})`, bytes: 8 }),
    watches: (client, ...channels) => {
      const command = delivery?.subscribe ?? '';
      const reply = replies?.to[command];
      for (const channel of channels) {
        packet(
          'sent',
          client,
          'text',
          reader.frame('command', command, { [(reply?.each?.[0] ?? '/channel').slice(1)]: channel }),
        );
        history.gets(
          client,
          frame('control', reply?.answer ?? '', { [(reply?.item ?? '/channel').slice(1)]: channel }),
        );
      }
      return history;
    },
    fences: (client) => {
      const fence = replies?.fence ?? '';
      const body = fenceBody(protocol, `fence ${++fences}`);
      packet('sent', client, 'text', reader.frame('command', fence, body));
      return history.gets(client, frame('control', replies?.to[fence]?.answer ?? '', body));
    },
    publishes: (event, fields) => history.asks(event, fields).says(),
    asks: (event, fields = {}) => asks('publish', { event, payload: payload(event, fields) }),
    tries: (event, fields = {}) => asks('publish', { event, payload: payload(event, fields) }, true),
    says: (answer = { status: 'done', answer: {} }) => {
      const call = waiting.shift();
      if (!call) throw new Error('No call waits for an answer in this history.');
      return add({ kind: 'told', ...call, answer });
    },
    receives: (client, event, fields = {}) => packet('received', client, 'text', frame('event', event, fields)),
    fetches: (client, path, query = {}) => {
      const about = { fetch: ++calls, by: numberOf(client), path, query: new URLSearchParams(query).toString() };
      requests.push(about);
      return add({ kind: 'fetching', ...about });
    },
    fetched: (body, status = 200) => {
      const about = requests.shift();
      if (!about) throw new Error('No request waits for an answer in this history.');
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return add({ kind: 'fetched', ...about, text, ...(status === 'none' ? {} : { status }) });
    },
    asksToEnd: (reason, user) => asks('close', { reason, ...(user === undefined ? {} : { subject: user }) }),
    passes: (ms) => {
      at += ms;
      return history;
    },
    pings: (client) =>
      add({ kind: 'ping', connection: numberOf(client), answered: connections.get(client)?.badge.pongs ?? true }),
    asksBack: (client, text) => add({ kind: 'pinging', connection: numberOf(client), ping: ++calls, text }),
    getsPong: (client, text) => add({ kind: 'ponged', connection: numberOf(client), text }),
    missesPong: (client) => add({ kind: 'unponged', connection: numberOf(client), ping: calls, waited: 10_000 }),
    stalls: (ms) => add({ kind: 'stall', ms }),
    silence: (client) => add({ kind: 'silence', connection: numberOf(client), waited: 10_000 }),
    leaves: (client, abruptly = false) => add({ kind: 'leaving', connection: numberOf(client), abruptly }),
    closes: (client, code) => {
      here.delete(client);
      return add({ kind: 'closed', connection: numberOf(client), reason: '', ...(code === undefined ? {} : { code }) });
    },
    ends: (cut = false) => {
      for (const client of [...here]) {
        history.leaves(client, cut);
        if (cut) history.closes(client);
        else history.closes(client, 1000);
      }
      return add({ kind: 'end', cut });
    },
    judge: (requirement) => {
      const listed = requirements.filter(({ id }) => id === `${protocol.id}/${requirement}`);
      const found = findings(listed).get(requirement);
      if (!found) throw new Error(`${protocol.id} has no requirement ${requirement}.`);
      const count = (is: Finding['is']) => found.filter((finding) => finding.is === is).length;
      return {
        held: count('held'),
        broken: found.flatMap((finding) => (finding.is === 'broken' ? [finding.because] : [])),
        unsure: count('unsure'),
      };
    },
    breaches: () => having('broken'),
    holding: () => having('held'),
    moments,
  };
  return history;
};
