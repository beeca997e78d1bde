/** The oracles of frames: whether pings get their pongs, and commands in several frames their answers. */
import { all, broken, each, held, type Oracle, perConnection, quote } from '../../engine/oracle.ts';
import { isOwed } from '../../scene/connection.ts';
import { takesSuch } from '../replies/oracles.ts';

/** Over HTTP polling there are no frames, and nothing to be judged. */
const unlessPolled = each(
  ({ entry }) => (entry.kind === 'closed' && entry.polling ? { is: 'declined' } : undefined),
  ['closed'],
);

const pongs: Oracle = perConnection(
  () => ({ unasked: undefined as string | undefined }),
  ({ entry, connection, pong }, state) => {
    const isExplained = connection.left || connection.causes.length > 0;
    switch (entry.kind) {
      case 'pinging':
        state.unasked = undefined;
        return undefined;
      case 'ponged':
        if (!pong) state.unasked = entry.text;
        return pong ? held : undefined;
      case 'unponged': {
        const other = state.unasked === undefined ? '' : `, but one that held ${quote(state.unasked)}`;
        return isExplained
          ? undefined
          : broken(`no pong that held what the ping had held came within ${entry.waited} ms${other}`);
      }
      case 'closed':
        // Where an answer is owed as well, it may have ended over what that was to answer.
        return isExplained || connection.pings.size === 0 || isOwed(connection)
          ? undefined
          : broken('a ping had no pong, and the connection ended');
      default:
        return undefined;
    }
  },
  ['ping', 'closed'],
);

/** Judges that each ping of a client is answered with a pong that holds the same; a pong for a later one will do. */
export const answersPings = all(pongs, unlessPolled);

/** Judges that it changes nothing about the answer to a command in how many frames it is sent. */
export const inFragments = all(
  takesSuch(
    ({ name, entry }) => name !== undefined && entry.fragments !== undefined,
    'a command in several frames had no answer',
    'a command in several frames was not taken like others',
  ),
  unlessPolled,
);
