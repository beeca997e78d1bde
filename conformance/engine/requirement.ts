/** Requirements, faults and families: what a promise demands, what breaks it, and where both are declared. */
import type { Arbitrary } from 'fast-check';
import type { HookName } from '../../schemas/hooks.ts';
import type { Promises } from '../../schemas/promises.ts';
import type { Level } from '../../schemas/promises/terms.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { Manners, Server } from '../../schemas/server.ts';
import { createKit, type Kit } from '../plans/kit.ts';
import type { Oracle } from './oracle.ts';
import type { Plan } from './plan.ts';

/** One thing that a server must, should or may do. */
export interface Requirement {
  /** False: this protocol's promise does not say so, and the requirement is left out. */
  readonly applies?: boolean;
  readonly level: Level;
  readonly statement: string;
  /** Where the protocol's text says so, as an anchor of its page. */
  readonly source: string;
  /** The hooks without which it cannot be exercised. */
  readonly needs?: readonly HookName[];
  /** The plans that exercise it for certain; every plan is judged, whatever it was made for. */
  readonly given?: Arbitrary<Plan>;
  /** Plans that exercise it together with others; in place of `given` where it is to come up once more. */
  readonly more?: Arbitrary<Plan>;
  readonly check: Oracle;
  /** True when it judges durations: a finding that never comes again is no failure. */
  readonly timed?: boolean;
  /**
   * What it can be judged by where no whole history is known, but only what passed on a connection: each message by
   * itself, or one connection from its opening on. Unless given, it takes to know who connects, and what hooks did.
   */
  readonly reach?: 'message' | 'connection';
}

/** A decision that a fault takes otherwise than a server's own; it is given the original. */
// biome-ignore lint/suspicious/noExplicitAny: decisions differ from server to server, and are checked where they are used
export type Decide = Readonly<Record<string, (original: (...args: any[]) => any) => (...args: any[]) => any>>;

/** A server broken on purpose. */
export interface Fault<Key extends string = string> {
  /** What is wrong with it, as a person would tell it. */
  readonly story: string;
  /** The requirements of this family that must notice. */
  readonly breaks: readonly Key[];
  /** Requirements of other families, as `family/key`, that must notice as well. */
  readonly breaksToo?: readonly string[];
  /** Requirements that may notice, as `family/key` or `family/*`. */
  readonly disturbs?: readonly string[];
  /** Wraps the server. */
  readonly wrap?: (server: Server) => Server;
  /** Replaces decisions of the server. */
  readonly decide?: Decide;
  /** Changes the host around it. */
  readonly host?: Manners;
}

/** A requirement with its full id. */
export interface Listed extends Requirement {
  readonly id: string;
  readonly family: string;
  /** Whether its protocol asks for tokens; it does unless it is said not to. */
  readonly tokens?: boolean;
}

/** A fault with its full id, and full ids of what it breaks and disturbs. */
export interface ListedFault extends Omit<Fault, 'breaks' | 'breaksToo' | 'disturbs'> {
  readonly id: string;
  readonly breaks: readonly string[];
  readonly disturbs: readonly string[];
}

/** Something the text says that no examiner can observe. */
export interface Unobservable {
  readonly statement: string;
  readonly reason: string;
}

/** What a family makes of a promise. */
export interface Parts<R extends Readonly<Record<string, Requirement>> = Readonly<Record<string, Requirement>>> {
  /** The paragraph in the protocol's document. */
  readonly paragraph: string;
  readonly requirements: R;
  readonly faults?: Readonly<Record<string, Fault<NoInfer<Extract<keyof R, string>>>>>;
  readonly unobservable?: readonly Unobservable[];
}

/** What a family knows of the protocol it serves. */
export interface Setting<Promise> {
  readonly protocol: Protocol;
  readonly promises: Promises;
  readonly reader: Reader;
  readonly kit: Kit;
  readonly promise: Promise;
}

/** One promise's requirements, plans, faults and paragraph, for any protocol that makes it. */
export interface Family {
  readonly name: string;
  readonly title: string;
  /** Undefined when the protocol does not make the promise. */
  readonly of: (protocol: Protocol, reader: Reader) => Parts | undefined;
}

/** Declares the family of a promise; faults that break a requirement it lacks do not compile. */
export const family = <P extends keyof Promises, R extends Readonly<Record<string, Requirement>>>(
  name: P,
  title: string,
  make: (setting: Setting<NonNullable<Promises[P]>>) => Parts<R>,
): Family => ({
  name,
  title,
  of: (protocol, reader) => {
    const promise = protocol.promises[name];
    return promise === undefined
      ? undefined
      : make({ ...settingOf(protocol, reader), promise: promise as NonNullable<Promises[P]> });
  },
});

/** Declares a family that every protocol has, whatever it promises. */
export const always = <R extends Readonly<Record<string, Requirement>>>(
  name: string,
  title: string,
  make: (setting: Omit<Setting<undefined>, 'promise'>) => Parts<R>,
): Family => ({ name, title, of: (protocol, reader) => make(settingOf(protocol, reader)) });

const settingOf = (protocol: Protocol, reader: Reader) => ({
  protocol,
  promises: protocol.promises,
  reader,
  kit: createKit(protocol, reader),
});
