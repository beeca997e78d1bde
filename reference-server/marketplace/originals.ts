/** The marketplace server's decisions as the wire text has them. */
import { commandIn, troubleWith } from './commands.ts';
import type { Decisions } from './decisions.ts';
import { confirmed, filterAfter, filterFrom, passes, queried } from './filters.ts';
import { changedSince, itemOf, sinceIn } from './resources.ts';
import type { Terms } from './terms.ts';
import { objectionTo, thingAfter } from './things.ts';

/** The original decisions under the terms of one build. */
export const originals = (terms: Terms): Decisions => ({
  command: commandIn,
  survives: () => true,
  trouble: troubleWith,
  explain: terms.error,
  answers: (_, frames) => frames,
  // Hello, pong, subscribed, unsubscribed and error consume no number.
  spends: () => 0,
  greeting: (seq, ts, epoch) => ({ seq, ts, epoch }),
  epoch: (resets, startedAt) => `${startedAt.toString(36)}-${resets}`,
  query: queried,
  unknown: (names, catalog) => names.filter((name) => !catalog.has(name)),
  filterFrom,
  filterAfter,
  confirms: confirmed,
  passes,
  recipients: (_, passing) => passing.map(({ id }) => id),
  number: (count) => count + 1,
  stamp: (now, last) => Math.max(now, last),
  previous: ({ origin, last = origin }) => last,
  frame: ({ unlinked }, previous) => ({ ...unlinked, prev_seq: previous }),
  objection: objectionTo,
  thingAfter,
  catalog: (names, version) => ({ version, events: names }),
  since: sinceIn,
  changedSince,
  item: itemOf,
  upTo: (count) => count,
  responds: (_, answer) => answer,
  forgets: () => true,
});
