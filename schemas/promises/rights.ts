/** Who may subscribe to what. */

/** Who may subscribe to a channel; whoever matches any of the clauses. */
export interface Right {
  readonly anyone?: true;
  /** Users, as templates over the channel's own parameter and the thing it names. */
  readonly users?: readonly string[];
  /** Holders of one of these roles. */
  readonly roles?: readonly string[];
  /** The thing the channel belongs to must exist; until then everybody is refused. */
  readonly exists?: string;
}

/** Rights to channels, by channel template. */
export interface RightsPromise {
  readonly channels: Readonly<Record<string, Right>>;
  /** The error kind of a refusal, the same for what does not exist as for what belongs to somebody else. */
  readonly refusal: string;
  /** The error kind for a channel that fits no template. */
  readonly malformed: string;
}
