/** What is peculiar to a protocol that does not ship with the kit: families that go with it wherever it goes. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Family } from '../engine/requirement.ts';

/** Where a protocol bears its own families; the same in every copy of the kit, and no part of its JSON. */
const OWN = Symbol.for('wireproof: the families of its own');

/** A protocol that has families of its own beside those of its promises. */
export const withSuite = <P extends Protocol>(protocol: P, suite: readonly Family[]): P => ({
  ...protocol,
  [OWN]: suite,
});

/** The families that a protocol brings itself; undefined where it brings none, and may have some by its id. */
export const suiteWith = (protocol: Protocol): readonly Family[] | undefined =>
  // Nothing but `withSuite` puts anything there.
  (protocol as { readonly [OWN]?: readonly Family[] })[OWN];
