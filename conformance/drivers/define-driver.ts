/** Driver files: the hooks of a server as functions, for servers whose events come from an API of their own. */
import type { CloseRequest, PublishRequest, TokenRequest } from '../../schemas/hooks.ts';

/** Hooks as functions; each may be left out, and what needs it is then untested. */
export interface DriverFile {
  /** The id of the protocol that it is for. */
  readonly protocol?: string;
  /** The numbers of the protocol that differ in this build, such as `{ heartbeat: { every: 300 } }`, in ms. */
  readonly promises?: Readonly<Record<string, unknown>>;
  /** Makes an event happen; done once it has been handed to every connection it concerns. */
  readonly publish?: (request: PublishRequest) => unknown;
  /** Gives a token of a user. */
  readonly token?: (request: TokenRequest) => string | Promise<string>;
  /** Lets so many ms pass in the server, whose time stands still between calls; gives its time then, in unix ms. */
  readonly advance?: (ms: number) => number | Promise<number>;
  /** Ends the connections of one user, or everybody's, for a reason, in the protocol's own way. */
  readonly close?: (request: CloseRequest) => unknown;
  /** Makes the server as freshly started: connections ended, everything published forgotten. */
  readonly reset?: () => unknown;
}

/** Thrown by a hook: the server's rules refuse what was asked for, which is no trouble of the hook. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** 409: the server's own rules refuse it; 400: it does not fit the schema, or is no reason there is. */
  readonly code: 400 | 409;

  constructor(why: string, code: 400 | 409 = 409) {
    super(why);
    this.code = code;
  }
}

/**
 * Types the hooks of a driver file; it gives them back as they are.
 *
 * ```ts
 * export default defineDriver({
 *   publish: ({ event, payload }) => backOffice.post(event, payload),
 *   token: ({ subject }) => login(subject),
 * });
 * ```
 */
export const defineDriver = (driver: DriverFile): DriverFile => driver;
