/** What clients show of themselves, and what becomes of those who show nothing good. */
import type { Ending } from './endings.ts';
import type { Opening } from './handshake.ts';
import type { Pointer } from './terms.ts';

/** Who may connect. The token is a JWT signed with HS256 whose claims are `sub`, `exp` and perhaps `roles`. */
export interface CredentialsPromise<Control extends string = string> {
  /** The query parameter that holds the token, or its place in the command that opens (see {@link Opening}). */
  readonly in: { readonly query: string } | { readonly opening: Pointer };
  /** What a missing or bad token brings. */
  readonly refusal: Ending<Control> & {
    /** Within how many ms of connecting the refused connection has ended; by patience alone, where it is left out. */
    readonly within?: number;
    /** Whether the transport may refuse the connection instead, and where it then holds the error's code. */
    readonly instead?: { readonly code: Pointer };
  };
  /** What a token that has expired already brings, where that is told otherwise. */
  readonly expired?: Ending<Control>;
  /** What the token's expiry brings to an open connection; left out, it goes on. */
  readonly expiry?: Ending<Control> & {
    /** How far `exp` may be rounded, in ms. */
    readonly tolerance: number;
  };
  /** What warns a connection of its token's expiry: so many ms before it, or at once if fewer are left. */
  readonly warning?: {
    readonly message: Control;
    readonly before: number;
    /** Where it tells the whole seconds that are left. */
    readonly seconds: Pointer;
  };
}
