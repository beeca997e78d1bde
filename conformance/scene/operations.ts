/** Operations: what a client has begun under ids of its own, how far each has got, and what must still come on it. */
import type { OperationsPromise } from '../../schemas/promises/operations.ts';
import type { Promises } from '../../schemas/promises.ts';
import type { EntryOf, Reading } from '../engine/history.ts';
import type { Command } from './exchanges.ts';
import { at, covers, difference, textAt, withAt } from './pointer.ts';

/** An event that the server was asked to publish, and that operations carry. */
export interface Carried {
  readonly call: number;
  readonly asked: number;
  readonly body: unknown;
  /** The server said that it was published. */
  told: boolean;
}

/** One operation. */
export interface Operation {
  readonly id: string;
  readonly begun: number;
  /** Which sample it is; `other` where it is none. */
  readonly sort: 'single' | 'failing' | 'endless' | 'other';
  /** What it is about, where it is endless. */
  readonly about?: unknown;
  /** The one before it under the same id. */
  readonly before?: Operation;
  /** It was begun while another of its id went on, or may have; what comes under the id may be about either. */
  readonly blurred: boolean;
  state: 'going on' | 'cancelled' | 'over';
  items: number;
  /** Where the first item came: from then on it certainly gets what is published. */
  inForce?: number;
  cancelled?: number;
  /** From where on its cancelling had certainly been heard, by what came of an operation that was begun later. */
  heard?: number;
  /** Nobody waits for it any more. */
  givenUp?: true;
  readonly due: Set<Carried>;
  readonly got: Set<Carried>;
}

/** What a message tells of an operation. */
export interface Told {
  readonly what: 'item' | 'done' | 'failed';
  readonly id: unknown;
  /** As it is now; undefined where the client has begun none of that id. */
  readonly of?: Operation;
  /** Whether it was over before. */
  readonly late: boolean;
  /** What the item carries; undefined where it carries nothing. */
  readonly carries?: unknown;
  /** The publication that this is, by all that it says or at least by its mark. */
  readonly carried?: Carried;
  /** Where it differs from what was published. */
  readonly altered?: string;
  /** It has come on this operation before. */
  readonly again?: boolean;
}

/** The operations of one connection. */
export interface Operations {
  readonly begin: (command: Command) => Operation | undefined;
  readonly cancel: (command: Command) => Operation | undefined;
  readonly hear: (message: Reading, seq: number, published: readonly Carried[]) => Told | undefined;
  /** An event was published. */
  readonly expect: (carried: Carried) => void;
  readonly forgive: (such: (carried: Carried) => boolean) => void;
  /** Those that something must still come on. */
  readonly owing: () => readonly Operation[];
  /** Gives up waiting for these; gives them. */
  readonly giveUp: () => readonly Operation[];
}

/** The most ids of one connection that are remembered; the oldest that are over are forgotten first. */
const REMEMBERED = 2000;

/** A text by which equal bodies are told, whatever the order of their members. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Which sample a command is, but for its id and what it is about. */
const sortOf = (promise: OperationsPromise, body: unknown): Operation['sort'] => {
  if (typeof body !== 'object' || body === null) return 'other';
  const { single, failing, endless } = promise.samples;
  const like = (sample: { readonly body: Readonly<Record<string, unknown>> }, pointer?: string): boolean => {
    const named = withAt(sample.body, promise.id, at(body, promise.id));
    return canonical(pointer === undefined ? named : withAt(named, pointer, at(body, pointer))) === canonical(body);
  };
  if (single && like(single)) return 'single';
  if (failing && like(failing)) return 'failing';
  return endless && like(endless, endless.about.asked) ? 'endless' : 'other';
};

/** An operation as it was, without those before it. */
const pastOf = ({ before: _, ...past }: Operation): Operation => past;

/** No operation begun yet. */
export const createOperations = (promise: OperationsPromise): Operations => {
  const known = new Map<string, Operation>();
  const { samples } = promise;

  const forget = (): void => {
    if (known.size <= REMEMBERED) return;
    for (const [id, { state }] of known) {
      if (state === 'over') {
        known.delete(id);
        return;
      }
    }
  };

  /** What has come of an operation shows that all that was sent before it has been heard. */
  const hearAll = (begun: number, seq: number): void => {
    for (const one of known.values()) if (one.cancelled !== undefined && one.cancelled < begun) one.heard ??= seq;
  };

  const markIn = (body: unknown): unknown => (samples.endless ? at(body, samples.endless.mark) : undefined);

  /** Which publication an item carries: one that says the same, else the latest with its mark. */
  const recognise = (
    { got }: Operation,
    carries: unknown,
    published: readonly Carried[],
  ): { readonly carried?: Carried; readonly altered?: string } => {
    const same = published.filter(({ body }) => covers(body, carries));
    const carried = same.find((one) => !got.has(one)) ?? same[0];
    if (carried) return { carried };
    const mark = markIn(carries);
    const marked = mark === undefined ? undefined : published.findLast(({ body }) => markIn(body) === mark);
    return marked ? { carried: marked, altered: difference(marked.body, carries) ?? '' } : {};
  };

  const told = (what: Told['what'], { body }: Reading, seq: number, published: readonly Carried[]): Told => {
    const id = at(body, promise.id);
    const of = typeof id === 'string' ? known.get(id) : undefined;
    if (!of) return { what, id, late: false };
    const late = of.state === 'over';
    if (!of.blurred) hearAll(of.begun, seq);
    if (what !== 'item') {
      of.state = 'over';
      of.due.clear();
      return { what, id, of, late };
    }
    of.items++;
    if (!of.blurred) of.inForce ??= seq;
    const carries = samples.endless && at(body, samples.endless.carried);
    if (carries === undefined || carries === null) return { what, id, of, late };
    const { carried, altered } = recognise(of, carries, published);
    const again = carried !== undefined && of.got.has(carried);
    if (carried) {
      of.got.add(carried);
      of.due.delete(carried);
    }
    return {
      what,
      id,
      of,
      late,
      carries,
      ...(carried && { carried, again }),
      ...(altered !== undefined && { altered }),
    };
  };

  const owing = (): readonly Operation[] =>
    [...known.values()].filter(({ state, sort, blurred, givenUp, due }) => {
      if (state !== 'going on' || blurred) return false;
      return ((sort === 'single' || sort === 'failing') && !givenUp) || [...due].some((one) => one.told);
    });

  return {
    begin: ({ body, entry }) => {
      const id = textAt(body, promise.id);
      if (id === undefined) return undefined;
      const before = known.get(id);
      const sort = sortOf(promise, body);
      const operation: Operation = {
        ...{ id, begun: entry.seq, sort, state: 'going on', items: 0, due: new Set(), got: new Set() },
        blurred: before !== undefined && (before.state !== 'over' || before.blurred),
        ...(before && { before: pastOf(before) }),
        ...(sort === 'endless' && samples.endless && { about: at(body, samples.endless.about.asked) }),
      };
      known.delete(id);
      known.set(id, operation);
      forget();
      return operation;
    },
    cancel: ({ body, entry }) => {
      const found = known.get(textAt(body, promise.id) ?? '');
      if (!found) return undefined;
      if (found.state === 'going on') {
        found.state = 'cancelled';
        found.cancelled = entry.seq;
        found.due.clear();
      }
      return found;
    },
    hear: (message, seq, published) => {
      const whats = { [promise.item]: 'item', [promise.done]: 'done', [promise.failed]: 'failed' } as const;
      const what = Object.hasOwn(whats, message.name) ? whats[message.name] : undefined;
      return what && told(what, message, seq, published);
    },
    expect: (carried) => {
      const told = samples.endless && at(carried.body, samples.endless.about.told);
      for (const one of known.values()) {
        const wanted = one.state === 'going on' && one.inForce !== undefined && one.about === told;
        if (wanted && one.sort === 'endless' && !one.blurred) one.due.add(carried);
      }
    },
    forgive: (such) => {
      for (const { due } of known.values()) for (const one of due) if (such(one)) due.delete(one);
    },
    owing,
    giveUp: () => {
      const given = owing();
      for (const one of given) {
        one.givenUp = true;
        one.due.clear();
      }
      return given;
    },
  };
};

/** How many publications are remembered. */
const PUBLISHED = 2000;

/** The publications that operations carry. */
export const createCarrying = ({ operations }: Promises) => {
  const event = operations?.samples.endless?.event;
  let published: Carried[] = [];
  return {
    all: (): readonly Carried[] => published,
    asked: ({ request, call, seq, refused }: EntryOf<'asked'>): Carried | undefined => {
      if (event === undefined || refused || textAt(request, '/event') !== event) return undefined;
      const carried: Carried = { call, asked: seq, body: at(request, '/payload'), told: false };
      published = [...published, carried].slice(-PUBLISHED);
      return carried;
    },
    /** Gives what was not published after all. */
    told: ({ call, answer }: EntryOf<'told'>): Carried | undefined => {
      const found = published.find((one) => one.call === call);
      if (found) found.told = answer.status === 'done';
      return found && !found.told ? found : undefined;
    },
  };
};
