/** Freedoms: what the text of a protocol permits a correct server to do otherwise, and which of them go together. */

/** One freedom. */
export interface Freedom {
  readonly does: string;
  /** The sentence that permits it. */
  readonly permits: string;
  /** The requirements (all of them SHOULDs) that warn of it, without the protocol's id. */
  readonly warns?: readonly string[];
  /** Taken only by itself: another freedom decides the same thing in another way, or it would hide what others do. */
  readonly apart?: true;
  /** It waits by its own clock before it answers, so that it says nothing while that clock stands still. */
  readonly waits?: true;
}

/** The names of a server's freedoms, in the sets by which they are taken. */
export const setsOf = <Name extends string>(freedoms: Readonly<Record<Name, Freedom>>) => {
  // Object.keys gives strings; these are the names of the record.
  const freedomNames = Object.keys(freedoms) as Extract<keyof typeof freedoms, string>[] as readonly Name[];
  const together = freedomNames.filter((name) => !freedoms[name].apart);
  return {
    freedomNames,
    /** All that can be taken together. */
    together,
    /** All that can be taken together by a server that answers at once, even while its clock stands still. */
    prompt: together.filter((name) => !freedoms[name].waits),
    /** Whether a server that takes these freedoms waits by its own clock before it answers. */
    areWaiting: (taken: readonly Name[]): boolean => taken.some((name) => freedoms[name].waits),
    /** The requirements that warn of a server that takes these freedoms, without the protocol's id. */
    warningsOf: (taken: readonly Name[]): readonly string[] => taken.flatMap((name) => freedoms[name].warns ?? []),
  } as const;
};
