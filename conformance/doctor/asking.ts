/** Questions to a control interface as they go over the wire, and what comes back, good or bad. */

/** One HTTP request under the base URL. */
export interface Asking {
  readonly method: 'GET' | 'POST';
  /** The path's one part: a hook's name, or nothing for the base itself. */
  readonly hook: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of a body. */
  readonly raw?: string;
  /** The secret to show in place of the one that was given. */
  readonly secret?: string;
  /** No secret is shown at all. */
  readonly bare?: true;
}

/** What came back. */
export type Came =
  | { readonly status: number; readonly text: string }
  /** `reached` tells whether anybody listened there. */
  | { readonly status: 'none'; readonly because: string; readonly reached: boolean };

/** An answer with a status. */
export type Answered = Extract<Came, { readonly text: string }>;

/** Asks a control interface; what goes wrong is the answer. */
export type Ask = (asking: Asking) => Promise<Came>;
