/** The one error the kit throws: misuse, or a server that cannot be examined at all. */

/** The stable codes of {@link Trouble}. */
export type TroubleCode = 'USAGE' | 'UNREACHABLE' | 'NOT_THIS_PROTOCOL' | 'DRIVER' | 'FILE' | 'STOPPED';

/** Says in one sentence what is wrong, where, and what to do; with more sentences where it is several things. */
export class Trouble extends Error {
  readonly code: TroubleCode;
  readonly details: readonly string[];
  constructor(code: TroubleCode, message: string, details: readonly string[] = []) {
    super(message);
    this.name = 'Trouble';
    this.code = code;
    this.details = details;
  }
}
