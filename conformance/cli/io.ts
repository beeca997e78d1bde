/** What the command line has of the world around it, and its exit codes. */

/** Something to write to. */
export interface Out {
  readonly write: (text: string) => unknown;
  /** True when a person watches; what is written may then be redrawn and coloured. */
  readonly isTTY?: boolean;
  /** How many characters a line of it holds. */
  readonly columns?: number;
}

/** The world around a command. */
export interface Io {
  readonly stdout: Out;
  readonly stderr: Out;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves when the command is asked to stop, by SIGINT or SIGTERM. */
  readonly stopped: () => Promise<void>;
  /** The folder in which failures are kept; nowhere, unless there is one. */
  readonly keeping?: string;
}

/** The exit codes. */
export const EXIT = { conformant: 0, nonconformant: 1, couldNotRun: 2, incomplete: 3 } as const;
/** One exit code. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Whether to colour what is written: for people only, and not where `NO_COLOR` forbids it. */
export const isColoured = ({ isTTY = false }: Out, env: Io['env']): boolean =>
  isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
