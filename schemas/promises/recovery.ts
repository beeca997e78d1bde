/** How a client gets what it has missed. */
import type { Pointer } from './terms.ts';

/** A resource over HTTP that tells what was created or changed after a number. */
export interface Backfill {
  readonly path: string;
  /** The query parameter that holds the number; left out it is 0. */
  readonly since: string;
  /** In the answer: the number up to which it tells everything, and the items. */
  readonly number: Pointer;
  readonly items: Pointer;
  /** In an item: the status, and the numbers of the thing's creation and of its latest change. */
  readonly status: Pointer;
  readonly created: Pointer;
  readonly updated: Pointer;
  /** By state of the thing's machine: its status. */
  readonly statuses: Readonly<Record<string, string>>;
}

/** How a client learns what it has missed. */
export interface RecoveryPromise<Command extends string = string> {
  /** In band: a command that begins at an earlier number. */
  readonly replay?: {
    readonly command: Command;
    /** Where the command says from when on; `latest` where it does not. */
    readonly from: Pointer;
    readonly latest: string;
    readonly earliest: string;
    /** The member of an object in its place that holds a number; for one counted stream. */
    readonly number: string;
    /** Where the answer tells, by count, the first number that is covered. */
    readonly next: Pointer;
    /** The error kind for a number that is neither there nor the next. */
    readonly outOfRange: string;
  };
  /** Over HTTP: by machine, the resource that tells of its things. */
  readonly backfill?: Readonly<Record<string, Backfill>>;
}
