/** How large a message may be. */

/** How large a message may be, in bytes of UTF-8. */
export interface SizePromise {
  readonly takes: number;
  readonly refuses: number;
  readonly close: number;
}
