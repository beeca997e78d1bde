/** Checks: what the control interface promises of each hook, and what became of it. The fault is always the driver's. */
import type { About, HookName } from '../../schemas/hooks.ts';
import type { Level } from '../../schemas/promises/terms.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { Clock } from '../engine/clock.ts';
import type { Ask } from './asking.ts';
import type { Saying } from './sayings.ts';
import type { Enter } from './witness.ts';

/** What was asked, what came, and what should have come instead. */
export interface Wrong {
  readonly status: 'wrong';
  readonly asked: string;
  readonly came: string;
  readonly wanted: string;
  /** True when nothing came at all: the hook is not asked again. */
  readonly unanswered?: true;
  /** Hooks that turned out not to be there: they are not asked again. */
  readonly absent?: readonly HookName[];
}

/** What became of a check. */
export type Outcome =
  | { readonly status: 'sound'; readonly note?: string }
  | { readonly status: 'skipped'; readonly because: string }
  | Wrong;

/** All is well. */
export const SOUND: Outcome = { status: 'sound' };

/** Nothing can be said. */
export const skipped = (because: string): Outcome => ({ status: 'skipped', because });

/** What the checks work with. */
export interface Bench {
  readonly ask: Ask;
  /** The protocol with the numbers of this build. */
  readonly protocol: Protocol;
  readonly reader: Reader;
  readonly about: About;
  readonly hooks: ReadonlySet<HookName>;
  readonly secret?: string;
  /** Whether time may be moved: the server's stands still from then on. */
  readonly mayAdvance: boolean;
  readonly clock: Pick<Clock, 'now' | 'until' | 'patiently'>;
  /** How long to wait for what is due on a connection, in ms. */
  readonly patience: number;
  /** Names for symbols, new with each call. */
  readonly naming: () => (text: string) => string;
  /** Connects to the server, where its URL is known. */
  readonly enter?: Enter;
}

/** The parts of the control interface by which checks are listed. */
export const PARTS = ['about', 'errors', 'secret', 'publish', 'token', 'close', 'reset', 'advance'] as const;
/** One part. */
export type Part = (typeof PARTS)[number];

/** One check. */
export interface Check {
  /** `doctor/publish/refuses-misfits`. */
  readonly id: string;
  readonly part: Part;
  readonly level: Level;
  readonly statement: string;
  /** Where the control interface says so. */
  readonly says: Saying;
  /** What to do about it. */
  readonly mend: string;
  /** The hooks without which it says nothing, the part's own apart. */
  readonly needs?: readonly HookName[];
  /** It takes a connection to the server. */
  readonly witness?: true;
  readonly run: (bench: Bench) => Promise<Outcome>;
}

/** Checks of one part, without what that part says already. */
export const checksOf = (
  part: Part,
  checks: Readonly<Record<string, Omit<Check, 'id' | 'part' | 'level'> & { readonly level?: Level }>>,
): readonly Check[] =>
  Object.entries(checks).map(([key, check]) => ({ level: 'MUST', ...check, id: `doctor/${part}/${key}`, part }));
