/** Deliveries: which connections an event must, may and must not reach, and what each one got. */
import type { Promises } from '../../schemas/promises.ts';
import type { EntryOf } from '../engine/history.ts';
import { difference, matches } from './pointer.ts';
import type { Thing, World } from './world.ts';

/** An event that the server was asked to publish. */
export interface Publication {
  readonly call: number;
  readonly event: string;
  readonly body: unknown;
  readonly thing: Thing | undefined;
  /** The channels it goes out on; undefined when they cannot be told. */
  readonly channels: readonly string[] | undefined;
  readonly asked: number;
  /** When the server said that it was published; absent while the call is under way or when it was refused. */
  told?: number;
}

/** An event that reached a connection. */
export interface Delivery {
  /** What it is a delivery of; absent for an event that somebody else caused. */
  readonly of?: Publication;
  /** It had to come. */
  readonly due: boolean;
  /** It reached this connection before. */
  readonly again: boolean;
  /** Where it differs from what was published. */
  readonly altered?: string;
  /** Its channels that the connection is subscribed to; undefined when its channels cannot be told. */
  readonly via: readonly string[] | undefined;
  /** Published, by its answer, before something that this connection got already. */
  readonly overtaken: boolean;
}

/** What one connection has to get and has got. */
export interface Inbox {
  /** Publications that must arrive, by call, with the channels that make them due. */
  readonly due: Map<Publication, Set<string>>;
  readonly got: Set<Publication>;
  /** The latest question of a publication delivered so far. */
  latest: number;
}

/** An inbox with nothing in it. */
export const createInbox = (): Inbox => ({ due: new Map(), got: new Set(), latest: -1 });

/** The channels of an event's routes that can be told from its body and the world. */
export const channelsOf = (
  event: string,
  body: unknown,
  promises: Promises,
  world: World,
): readonly string[] | undefined => {
  const routes = Object.entries(promises.delivery?.routes ?? {}).find(([pattern]) => matches(pattern, event))?.[1];
  if (!routes) return undefined;
  const filled = routes.map((template) => world.fillFor(template, event, body));
  return filled.every((channel) => channel !== undefined) ? [...new Set(filled)] : undefined;
};

/** The publications of one plan, found again by what arrives. */
export interface Publications {
  readonly begin: (entry: EntryOf<'asked'>, event: string, body: unknown) => Publication;
  readonly finish: (entry: EntryOf<'told'>) => Publication | undefined;
  readonly deliver: (event: string, body: unknown, inbox: Inbox, subscribed: ReadonlySet<string>) => Delivery;
}

/** Keeps the publications of one plan. */
export const createPublications = (promises: Promises, world: World): Publications => {
  const byCall = new Map<number, Publication>();
  /** By the thing they speak of; what speaks of no thing, by its event. */
  const bySubject = new Map<Thing | string, Publication[]>();

  const recognise = (event: string, body: unknown, inbox: Inbox) => {
    const thing = world.thingOf(event, body);
    const candidates = (bySubject.get(thing ?? event) ?? []).filter((known) => known.event === event);
    const same = candidates.filter((known) => difference(known.body, body) === undefined);
    const fresh = same.find((known) => !inbox.got.has(known));
    if (fresh) return { of: fresh, again: false };
    const repeated = same.at(-1);
    if (repeated) return { of: repeated, again: true };
    // Without a thing nobody can tell a changed event from somebody else's.
    const altered = thing && (candidates.find((known) => !inbox.got.has(known)) ?? candidates.at(-1));
    return altered
      ? { of: altered, again: inbox.got.has(altered), altered: difference(altered.body, body) ?? '' }
      : undefined;
  };

  return {
    begin: (entry, event, body) => {
      const thing = world.begin(event, body, entry.seq);
      const channels = channelsOf(event, body, promises, world);
      const publication: Publication = { call: entry.call, event, body, thing, channels, asked: entry.seq };
      byCall.set(entry.call, publication);
      bySubject.set(thing ?? event, [...(bySubject.get(thing ?? event) ?? []), publication]);
      return publication;
    },
    finish: (entry) => {
      const publication = byCall.get(entry.call);
      byCall.delete(entry.call);
      if (!publication || entry.answer.status !== 'done') return undefined;
      publication.told = entry.seq;
      if (publication.thing) publication.thing.told ??= entry.seq;
      return publication;
    },
    deliver: (event, body, inbox, subscribed) => {
      const known = recognise(event, body, inbox);
      const channels = known?.of.channels ?? channelsOf(event, body, promises, world);
      const via = channels?.filter((channel) => subscribed.has(channel));
      if (!known) return { due: false, again: false, via, overtaken: false };
      const overtaken = !known.again && known.of.told !== undefined && known.of.told < inbox.latest;
      inbox.got.add(known.of);
      const due = inbox.due.delete(known.of);
      inbox.latest = Math.max(inbox.latest, known.of.asked);
      return { ...known, due, via, overtaken };
    },
  };
};
