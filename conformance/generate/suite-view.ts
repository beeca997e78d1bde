/** What the conformance suite tells the documents about a protocol. */

/** A protocol's requirements, in words, as documents and contracts print them. */
export interface SuiteView {
  readonly requirements: readonly {
    readonly id: string;
    readonly level: string;
    readonly statement: string;
    readonly source: string;
  }[];
  /** One paragraph per promise that the protocol makes. */
  readonly paragraphs: readonly { readonly family: string; readonly title: string; readonly text: string }[];
  /** What the protocol demands and no examiner can see. */
  readonly unobservable: readonly { readonly statement: string; readonly reason: string }[];
  /** Servers broken on purpose, and the requirements that must notice. */
  readonly faults: readonly { readonly id: string; readonly story: string; readonly breaks: readonly string[] }[];
}
