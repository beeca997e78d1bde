/** The oracles of what else is peculiar to `prediction`: the chain of states, the ids of commands, what updates are not. */
import { broken, each, judge, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import type { Command } from '../scene/exchanges.ts';
import { parsed } from '../scene/json.ts';
import { at, textAt } from '../scene/pointer.ts';
import { STEPS, touches, UPDATES } from './prediction-streams.ts';

/** The names under which records tell states. */
const STATES = ['state', 'initial_state', 'market_state', 'previous_state', 'new_state'] as const;

/** The most markets, and commands without an answer, that are remembered for one connection. */
const REMEMBERED = 10_000;

/** Judges that each step of a market begins in the state in which the one before it ended. */
export const chain: Oracle = perConnection(
  () => ({ states: new Map<string, string>(), asking: 0 }),
  ({ command, reply, message, connection }, known) => {
    const { states } = known;
    if (touches(command, STEPS)) known.asking++;
    if (reply && touches(reply.to.command, STEPS)) {
      known.asking--;
      if (reply.fit === 'answer' || reply.fit === 'misnamed') states.clear();
    }
    const id = message?.name === STEPS ? textAt(message.body, '/market_id') : undefined;
    if (!message || id === undefined) return undefined;
    // Until a subscription is answered, what comes may belong to it, or to the one before.
    if (known.asking > 0 || connection.interest?.passes(STEPS, message.body) !== 'yes') {
      states.delete(id);
      return undefined;
    }
    const before = states.get(id);
    const [previous, next] = [textAt(message.body, '/previous_state'), textAt(message.body, '/new_state')];
    if (next !== undefined && (before !== undefined || states.size < REMEMBERED)) states.set(id, next);
    return before === undefined
      ? undefined
      : judge(
          previous === before,
          () => `a step of ${id} begins in ${previous}, and the one before ended in ${before}`,
        );
  },
  ['command', 'reply', 'event'],
);

const idOf = ({ entry }: Command): unknown => at(parsed(entry.text), '/id');

/** Judges that answers and errors say which command they answer. */
export const correlated: Oracle = perConnection(
  () => ({ givenUp: new Set<unknown>() }),
  ({ reply, unasked, unanswered, message, json, connection }, { givenUp }) => {
    for (const { command } of unanswered ?? []) if (givenUp.size < REMEMBERED) givenUp.add(idOf(command));
    const id = at(json, '/id');
    // What had no answer for so long may get it yet; that it was so late is not judged here.
    if ((reply || unasked) && typeof id === 'string' && givenUp.delete(id)) return undefined;
    // An error with an id of its own answers none of the commands that wait.
    if (unasked && message?.name === 'error' && typeof id === 'string' && connection.queue.pending().length > 0)
      return broken(`no command that waits for an answer is called ${quote(id)}`);
    if (!reply) return undefined;
    const { command } = reply.to;
    if (id === null)
      return judge(
        command.bad.length > 0 || command.unfit === true,
        'a command that could be read was refused without its id',
      );
    const asked = idOf(command);
    return typeof asked === 'string' && asked !== ''
      ? judge(id === asked, () => `${quote(asked)} was answered as ${quote(id)}`)
      : undefined;
  },
  ['reply', 'unasked', 'unanswered'],
);

/** Judges that updates of what is known of a market say nothing of its state. */
export const updatedWithoutState: Oracle = each(
  ({ message }) => {
    if (message?.name !== UPDATES) return undefined;
    const field = STATES.find((name) => at(message.body, `/${name}`) !== undefined);
    return judge(field === undefined, () => `it carries ${field}`);
  },
  ['event'],
);
