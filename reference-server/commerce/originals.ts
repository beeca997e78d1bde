/** The commerce server's decisions as the wire text has them. */
import { channelIn, listenersOf, mayListen, routesOf } from './channels.ts';
import { commandIn } from './commands.ts';
import type { Decisions } from './decisions.ts';
import { objectionTo } from './lifecycles.ts';
import type { Terms } from './terms.ts';

/** The original decisions under the terms of one build. */
export const originals = (terms: Terms): Decisions => ({
  credential: (credential) => {
    if (credential.status !== 'valid') return undefined;
    const { status: _, ...identity } = credential;
    return identity;
  },
  expired: (expiresAt, now) => now >= expiresAt,
  command: commandIn,
  survives: () => true,
  channel: channelIn,
  may: mayListen,
  rulings: (_, rulings) => rulings,
  holds: (held, command, confirmed) => {
    const after = new Set(held);
    for (const channel of confirmed) {
      if (command.do === 'subscribe') after.add(channel);
      else after.delete(channel);
    }
    return after;
  },
  explain: (trouble, item) => terms.error(trouble, item),
  answers: (_, frames) => frames,
  routes: routesOf,
  recipients: (_, routes, connections) => listenersOf(routes, connections),
  objection: objectionTo,
  pingAfter: (instant) => instant + terms.pingEvery,
  alive: ({ unanswered }) => unanswered <= terms.forgives,
});
