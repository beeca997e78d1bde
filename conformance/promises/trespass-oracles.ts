/** The oracles of what a client must not do: whether its connection is closed for that, with the code that is given. */
import type { Shut } from '../../schemas/promises/endings.ts';
import { lateness, within } from '../engine/durations.ts';
import {
  broken,
  earned,
  heldBeside,
  judge,
  type Oracle,
  perConnection,
  type Twins,
  unlessHeld,
} from '../engine/oracle.ts';
import type { Connection } from '../scene/connection.ts';
import type { Trespass } from '../scene/trespass.ts';

/** How long an end that comes at once may take, in ms. */
const SOON = { most: lateness(0) } as const;

/** How a trespass is judged beside what is allowed. */
export interface Beside {
  readonly twins: Twins;
  /** The twin that a connection's own trespass counts beside. */
  readonly twin: (connection: Connection) => string;
  /** The connection may be refused in the handshake instead. */
  readonly refusable?: true;
}

/** Judges that a connection is closed for a trespass; nothing is said of one that something else may have ended. */
export const shuts = (what: Trespass, { close }: Shut, { twins, twin, refusable }: Beside): Oracle =>
  earned(
    twins,
    perConnection(
      () => ({ over: false, at: Number.POSITIVE_INFINITY }),
      ({ entry, connection, scene }, state) => {
        const [cause, ...others] = connection.causes;
        const isMine = cause?.why === 'trespass' && cause.by === what && cause.must;
        if (!isMine || state.over || connection.left) return undefined;
        if (entry.seq === cause.seq) state.at = entry.at;
        if (entry.kind === 'silence') {
          state.over = true;
          return broken(`still open after ${entry.waited} ms`, cause.seq);
        }
        if (entry.kind !== 'closed' && entry.kind !== 'refused') return undefined;
        state.over = true;
        if (others.some(({ why, codes }) => why !== 'unopened' && !codes?.includes(close))) return undefined;
        // What ends it once its time to speak is over has not ended it for this.
        if (others.some(({ why }) => why === 'unopened'))
          return unlessHeld(within(entry.at - state.at, SOON, scene, (ms) => `only its silence ended it, ${ms} later`));
        if (entry.kind === 'refused') return refusable ? heldBeside(twin(connection)) : undefined;
        const found = judge(entry.code === close, `closed with ${entry.code ?? 'no close frame'}`);
        return found.is === 'held' ? heldBeside(twin(connection)) : found;
      },
      ['opening', 'sent', 'silence', 'refused', 'closed'],
    ),
  );
