/** Deliveries: which connections an event must, may and must not reach, and what each one got. */
import type { Promises } from '../../schemas/promises.ts';
import type { EntryOf, Reading } from '../engine/history.ts';
import { isOurNumber, isOurs } from '../engine/names.ts';
import type { Connection } from './connection.ts';
import type { Numbered } from './numbers.ts';
import { matches } from './pointer.ts';
import { createRecollection } from './recognising.ts';
import { mayComeAgain } from './replaying.ts';
import type { Thing, World } from './world.ts';

/** An event that the server was asked to publish. */
export interface Publication {
  readonly call: number;
  readonly event: string;
  readonly body: unknown;
  readonly thing: Thing | undefined;
  /** Whether it can be told from what others publish when it arrives. */
  readonly recognisable: boolean;
  /** The channels it goes out on; undefined when they cannot be told. */
  readonly channels: readonly string[] | undefined;
  readonly asked: number;
  /** When that was, in ms. */
  readonly askedAt: number;
  /** When the server said that it was published; absent while the call is under way or when it was refused. */
  told?: number | undefined;
  /** The server did not say that it was published, but refused it or failed. */
  failed: boolean;
  /** It came to somebody who is subscribed, or whose filter it passes. */
  reached: boolean;
  /** Its number in its count, once anybody has seen it. */
  number?: number | undefined;
  count?: string | undefined;
}

/** An event that reached a connection. */
export interface Delivery {
  /** What it is a delivery of; absent for an event that somebody else caused. */
  readonly of?: Publication;
  /** It had to come. */
  readonly due: boolean;
  /** It reached this connection before. */
  readonly again: boolean;
  /** It had not reached anybody before who is subscribed, or whose filter it passes. */
  readonly first?: boolean;
  /** Its channels that the connection is subscribed to; undefined when its channels cannot be told. */
  readonly via: readonly string[] | undefined;
  /** Published, by its answer, before something that this connection got already. */
  readonly overtaken: boolean;
}

/** An event that may be a publication which came otherwise than it was published; if that comes as well, it is somebody else's. */
export interface Suspect {
  readonly publication: Publication;
  /** The pointer of the first place where they differ. */
  readonly where: string;
  /** The entry that it came with. */
  readonly seq: number;
}

/** What one connection has to get and has got. */
export interface Inbox {
  /** Publications that must arrive, by call, with the channels that make them due. */
  readonly due: Map<Publication, Set<string>>;
  got: Set<Publication>;
  /** What came instead of what has not come yet, as far as that can be told. */
  readonly suspects: Map<Publication, Suspect>;
  /** The latest question of a publication delivered so far. */
  latest: number;
  /** What was published before this point of the history has come, or never will. */
  proven: number;
}

/** An inbox with nothing in it, of a connection that begins at this point of the history. */
export const createInbox = (proven: number): Inbox => ({
  ...{ due: new Map(), got: new Set(), suspects: new Map() },
  ...{ latest: -1, proven },
});

/** Takes from an inbox what has not come by now, and never will: what is lost, and what came altered. */
export const settledIn = (
  { due, suspects }: Inbox,
  is: (publication: Publication) => boolean,
): { readonly lost: readonly Publication[]; readonly altered: readonly Suspect[] } => {
  const lost: Publication[] = [];
  const altered: Suspect[] = [];
  for (const [publication] of due) {
    if (!is(publication)) continue;
    const suspect = suspects.get(publication);
    if (suspect) altered.push(suspect);
    else lost.push(publication);
  }
  for (const publication of lost) due.delete(publication);
  for (const { publication } of altered) {
    due.delete(publication);
    suspects.delete(publication);
  }
  return { lost, altered };
};

/** The channels of an event's routes that can be told from its body and the world. */
export const channelsOf = (
  event: string,
  body: unknown,
  promises: Promises,
  world: World,
  user?: string,
): readonly string[] | undefined => {
  const routes = Object.entries(promises.delivery?.routes ?? {}).find(([pattern]) => matches(pattern, event))?.[1];
  if (!routes) return undefined;
  const filled = routes.map((template) => world.fillFor(template, event, body, user));
  return filled.every((channel) => channel !== undefined) ? [...new Set(filled)] : undefined;
};

/** Whether one of a body's own texts, or numbers, is one that nobody else has. */
const isMarkedAtOnce = (body: unknown): boolean => {
  if (typeof body !== 'object' || body === null) return false;
  return Object.values(body).some((value) => (typeof value === 'string' ? isOurs(value) : isOurNumber(value)));
};

/** Whether a body bears a name that nobody else has. */
const isMarked = (body: unknown): boolean => isMarkedAtOnce(body) || isOurs(JSON.stringify(body) ?? '');

/** The publications of one plan, found again by what arrives. */
export interface Publications {
  /** `user` is whom it is addressed to, where it does not say so itself. */
  readonly begin: (entry: EntryOf<'asked'>, event: string, body: unknown, user?: string) => Publication;
  readonly finish: (entry: EntryOf<'told'>) => Publication | undefined;
  readonly deliver: (
    reading: Pick<Reading, 'name' | 'body'>,
    seq: number,
    connection: Connection,
    numbered?: Numbered,
  ) => Delivery;
  /** What was published about the events of some names, in order. */
  readonly of: (event: string) => readonly Publication[];
  /** Everything is forgotten: nothing published so far will come again. */
  readonly forget: () => void;
}

/** How many publications are remembered, all in all, and of those that are due to nobody; the oldest are forgotten first. */
export const REMEMBERED = { all: 10_000, settled: 2000 } as const;

/** Keeps the publications of one plan, which reach some connections. */
export const createPublications = (
  promises: Promises,
  world: World,
  connections: ReadonlyMap<number, Connection> = new Map(),
): Publications => {
  /** Where everybody gets what anybody publishes, only a name of our own tells ours from others'. */
  const isOwn = (body: unknown): boolean => promises.filters === undefined || isMarked(body);
  const isPaced = (event: string): boolean => promises.pacing?.[event] !== undefined;
  const byCall = new Map<number, Publication>();
  const recollection = createRecollection(promises, isOwn);
  const replayed = promises.recovery?.replay !== undefined;
  /** Whether something old may come when it is asked for. */
  const looksBack = replayed || promises.filters?.begins !== undefined;

  /** What is forgotten need not come any more, and is somebody else's if it does. */
  const forgetOldest = (): void => {
    const oldest = recollection.oldest();
    if (!oldest) return;
    if (recollection.size() <= REMEMBERED.all)
      for (const { inbox } of connections.values()) if (inbox.due.has(oldest)) return;
    recollection.drop();
    for (const { inbox } of connections.values()) {
      inbox.due.delete(oldest);
      inbox.got.delete(oldest);
      inbox.suspects.delete(oldest);
    }
  };

  return {
    of: (event) => (replayed ? recollection.all().filter((known) => known.event === event && !known.failed) : []),
    forget: recollection.clear,
    begin: (entry, event, body, user) => {
      const thing = world.begin(event, body, entry.seq);
      const channels = channelsOf(event, body, promises, world, user);
      if (thing) thing.moving++;
      // What is paced comes when its time has come, again and again or not at all: none of it is due by itself.
      const recognisable = !isPaced(event) && (thing !== undefined || isOwn(body));
      // biome-ignore format: what it is, and what becomes of it
      const publication: Publication = {
        call: entry.call, event, body, thing, recognisable, channels, asked: entry.seq, askedAt: entry.at,
        told: undefined, failed: false, reached: false, number: undefined, count: undefined,
      };
      byCall.set(entry.call, publication);
      if (recognisable) recollection.add(publication);
      if (recollection.size() > REMEMBERED.settled) forgetOldest();
      return publication;
    },
    finish: (entry) => {
      const publication = byCall.get(entry.call);
      byCall.delete(entry.call);
      if (!publication) return undefined;
      publication.failed = entry.answer.status !== 'done';
      if (publication.failed) return undefined;
      publication.told = entry.seq;
      if (publication.thing) publication.thing.moving--;
      if (publication.thing) publication.thing.told ??= entry.seq;
      return publication;
    },
    deliver: ({ name: event, body }, seq, connection, numbered) => {
      const { inbox, channels: subscribed, interest } = connection;
      const known = isPaced(event)
        ? undefined
        : recollection.find({ event, body, thing: world.thingOf(event, body), numbered }, inbox);
      const via = interest
        ? interest.passes(event, body) === 'no'
          ? []
          : [event]
        : (known?.of.channels ?? channelsOf(event, body, promises, world))?.filter((channel) =>
            subscribed.has(channel),
          );
      if (known?.altered !== undefined && !inbox.suspects.has(known.of))
        inbox.suspects.set(known.of, { publication: known.of, where: known.altered, seq });
      if (!known || known.altered !== undefined) return { due: false, again: false, via, overtaken: false };
      const { of } = known;
      const again = known.again && !mayComeAgain(promises, connection, event);
      if (inbox.suspects.size > 0) inbox.suspects.delete(of);
      // What is replayed comes when it comes, before the answer or behind it; only what was published since is in order
      // with everything else.
      const isLive = !looksBack || (of.asked > connection.settled && interest?.wish(event).certain !== false);
      const overtaken = isLive && !again && of.told !== undefined && of.told < inbox.latest;
      const first = !of.reached && (via?.length ?? 0) > 0;
      of.reached ||= first;
      inbox.got.add(of);
      const due = inbox.due.delete(of);
      if (isLive) inbox.latest = Math.max(inbox.latest, of.asked);
      if (numbered && of.number === undefined) {
        of.number = numbered.number;
        of.count = numbered.count;
        recollection.number(of, numbered);
      }
      return { of, again, first, due, via, overtaken };
    },
  };
};
