/** The parts of the kit that the commands put to use; tests give others in their place. */
import type { Restored } from '../../schemas/contract.ts';
import type { About } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Manners, Server } from '../../schemas/server.ts';
import type { Control } from '../drivers/control.ts';
import type { DialOptions } from '../drivers/dial.ts';
import type { OpenLine } from '../drivers/open-line.ts';
import type { Reach } from '../drivers/reach.ts';
import type { Driver, Identity } from '../engine/driver.ts';
import type { Examination } from '../engine/examination.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import type { Decide } from '../engine/requirement.ts';
import type { Suite } from '../suites/suite.ts';
import type { ExitCode, Io } from './io.ts';

/** How to reach a server over sockets. */
export interface ConnectOptions {
  readonly url: string;
  readonly protocol: Protocol;
  /** The URL of the control interface, or the hooks themselves. */
  readonly control?: string | Control;
  readonly secret?: string;
  readonly clock: 'real' | 'virtual' | 'auto';
  /** In ms. */
  readonly patience: number;
  readonly reach?: Reach;
  readonly identity?: Identity;
}

/** A server that was reached. */
export interface Reached {
  readonly driver: Driver;
  /** What the server says of itself, where it has a control interface. */
  readonly about?: About;
  /** Why the examination cannot go on, once it cannot. */
  readonly trouble?: () => string | undefined;
}

/** How to serve a server on sockets. */
export interface HostOptions {
  readonly server: Server;
  readonly protocol: Protocol;
  readonly port?: number;
  readonly host?: string;
  readonly control?: boolean;
  readonly secret?: string;
  readonly manners?: Manners;
}

/** A server that is being served. */
export interface Hosted {
  readonly url: string;
  readonly controlUrl?: string;
  readonly close: () => Promise<void>;
}

/** Makes a reference server, perhaps with some of its decisions replaced. */
export type MakeReference = (options?: { readonly protocol?: Protocol; readonly decide?: Decide }) => Server;

/** The kit. */
export interface Kit {
  readonly version: string;
  readonly protocols: Readonly<Record<string, Protocol>>;
  readonly restore: (contract: unknown) => Restored;
  readonly suiteOf: (protocol: Protocol) => Suite;
  /** The names of the families that serve any protocol. */
  readonly familiar: readonly string[];
  readonly examine: (options: ExamineOptions) => Examination;
  readonly expectation: (options: ExamineOptions) => { readonly plans: number; readonly ms: number };
  readonly connect: (options: ConnectOptions) => Promise<Reached>;
  readonly dial: (options: DialOptions) => OpenLine;
  readonly references: Readonly<Record<string, MakeReference>>;
  readonly serve: (options: HostOptions) => Promise<Hosted>;
}

/** What every command is given. */
export interface Context {
  readonly kit: Kit;
  readonly io: Io;
  /** Takes the exit code. */
  readonly finish: (code: ExitCode) => void;
}
