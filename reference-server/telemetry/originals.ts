/** The telemetry server's decisions as the wire text has them. */
import { CHANNELS, hears, holds, verdict } from './channels.ts';
import { commandIn } from './commands.ts';
import type { Decisions } from './decisions.ts';
import { limits } from './limits.ts';
import { objectionTo } from './orders.ts';
import { paces } from './pacing.ts';
import type { Terms } from './terms.ts';
import { textsOf } from './troubles.ts';

/** The original decisions under the terms of one build. */
export const originals = (terms: Terms): Decisions => ({
  credential: (credential) => {
    if (credential.status !== 'valid') return undefined;
    const { user, expiresAt } = credential;
    return { user, ...(expiresAt !== undefined && { expiresAt }) };
  },
  expired: (expiresAt, now) => now >= expiresAt,
  // Heartbeats keep their phase; one that is so late that the next would come at once puts that off.
  beatAfter: (instant, now) => (instant + terms.beatEvery > now ? instant : now) + terms.beatEvery,
  uptime: (greetedAt, now) => Math.floor(now - greetedAt),
  alive: ({ unanswered }) => unanswered <= terms.forgives,
  // One answer is for all heartbeats so far.
  answered: () => 0,
  parting: (_, outputs) => outputs,
  // Halfway, so that it is within the delay however late a timer may be.
  lingers: (delay) => delay / 2,
  command: commandIn,
  survives: () => true,
  explain: (trouble, item) => ({ code: terms.code(trouble), error: textsOf(trouble, item) }),
  answers: (_, frames) => frames,
  ...limits(terms),
  knows: (channel) => CHANNELS.includes(channel),
  verdict,
  holds,
  confirms: (_, channels) => ({ channels }),
  hears,
  recipients: (_, hearing) => hearing,
  objection: objectionTo,
  ...paces(terms),
});
