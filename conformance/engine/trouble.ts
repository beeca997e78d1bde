/** The one error the kit throws: misuse, or a server that cannot be examined at all. */

/** The stable codes of {@link Trouble}. */
export type TroubleCode = 'USAGE' | 'UNREACHABLE' | 'NOT_THIS_PROTOCOL' | 'DRIVER' | 'FILE';

/** Says in one sentence what is wrong, where, and what to do. */
export class Trouble extends Error {
  readonly code: TroubleCode;
  constructor(code: TroubleCode, message: string) {
    super(message);
    this.name = 'Trouble';
    this.code = code;
  }
}
