/** Heartbeat: the server's beat, and what becomes of a client that does not answer it. */
import fc from 'fast-check';
import { lateness, within } from '../engine/durations.ts';
import { broken, earned, held, heldBeside, type Oracle, perConnection, unlessHeld } from '../engine/oracle.ts';
import { plan } from '../engine/plan.ts';
import { family } from '../engine/requirement.ts';
import { isOwed } from '../scene/connection.ts';
import { heartbeatFaults } from './heartbeat-faults.ts';
import { toConnect } from './needs.ts';
import { kept, keptFor } from './twins.ts';

/** The family of the `heartbeat` promise. */
export const heartbeat = family('heartbeat', 'Heartbeat', (setting) => {
  const { protocol, promises, promise, kit } = setting;
  const { every, forgives } = promise;
  const source = `${protocol.id}#heartbeat`;
  const late = lateness(every);
  const needs = toConnect(promises);
  /** Long enough for a beat, the beats that are forgiven, and the one at which the connection ends. */
  const long = (2 + forgives) * every + late + every / 12;
  const idle = fc.constant(
    plan(
      kit.connect('a'),
      kit.connect('b', '⟨user2⟩'),
      kit.listen('b', '⟨user2⟩'),
      { do: 'wait', ms: long },
      kit.settle(),
    ),
  );
  const silent = fc.constant(
    plan(kit.connect('a', '⟨user1⟩', { pongs: false }), kit.connect('b'), { do: 'wait', ms: long }, kit.fence('b')),
  );

  const first: Oracle = perConnection(
    () => ({ over: false }),
    ({ entry, connection, scene }, state) => {
      if (state.over || connection.openedAt === undefined) return undefined;
      const open = entry.at - connection.openedAt;
      const beat = entry.kind === 'ping';
      if (!beat && (entry.kind !== 'leaving' || !connection.greeted || isOwed(connection) || open <= every + late)) {
        return undefined;
      }
      state.over = true;
      const found = within(open, { most: every + late + connection.slowest }, scene, (ms) =>
        beat ? `the first ping came ${ms} after connecting` : `no ping came in ${ms}`,
      );
      return beat ? found : unlessHeld(found);
    },
    ['ping', 'leaving'],
  );

  const onTime: Oracle = perConnection(
    () => ({ last: undefined as number | undefined }),
    ({ entry, connection, scene }, state) => {
      if (entry.kind !== 'ping' && entry.kind !== 'leaving') return undefined;
      const gap = state.last === undefined ? undefined : entry.at - state.last;
      const slack = connection.slowest;
      if (entry.kind === 'leaving') {
        if (gap === undefined || gap <= every + late || isOwed(connection)) return undefined;
        return unlessHeld(
          within(gap, { most: every + late + slack }, scene, (ms) => `no ping in the ${ms} since the last`),
        );
      }
      state.last = entry.at;
      return gap === undefined
        ? undefined
        : within(
            gap,
            { least: every - late - slack, most: every + late + slack },
            scene,
            (ms) => `a ping came ${ms} after the one before`,
          );
    },
    ['ping', 'leaving'],
  );

  const cutOff: Oracle = perConnection(
    () => ({ over: false }),
    ({ entry, connection, scene }, state) => {
      const [beat] = connection.pings;
      if (state.over || connection.badge.pongs || !beat) return undefined;
      const waited = entry.at - beat.at;
      const due = (1 + forgives) * every;
      const slack = connection.slowest;
      if (entry.kind === 'leaving' && waited > due + late && !isOwed(connection)) {
        state.over = true;
        return unlessHeld(
          within(
            waited,
            { most: due + late + slack },
            scene,
            (ms) => `still open ${ms} after a ping that was not answered`,
          ),
        );
      }
      if (entry.kind !== 'closed' || connection.left || connection.causes.some(({ why }) => why !== 'no pong'))
        return undefined;
      state.over = true;
      const found = within(
        waited,
        { least: due - late - slack, most: due + late + slack },
        scene,
        (ms) => `ended ${ms} after the ping that was not answered`,
      );
      return unlessHeld(found) ?? heldBeside(keptFor(connection));
    },
    ['leaving', 'closed'],
  );
  const ends = earned(kept(forgives), cutOff);

  const keeps: Oracle = perConnection(
    () => undefined,
    ({ entry, connection }) => {
      if (!connection.badge.pongs || connection.pings.length === 0 || connection.causes.length > 0) return undefined;
      if (entry.kind === 'closed' && !connection.left) return broken('it was ended although every ping was answered');
      return entry.kind === 'ping' && connection.pings.length > 1 ? held : undefined;
    },
    ['ping', 'closed'],
  );

  return {
    paragraph:
      `The server sends a WebSocket ping every ${every} ms, the first within ${every} ms of connecting. ` +
      `A client that has not answered by the time the next is due is cut off, with or without a close frame.`,
    requirements: {
      first: {
        level: 'MUST',
        timed: true,
        statement: `The first ping comes within ${every} ms of connecting.`,
        source,
        needs,
        given: idle,
        check: first,
      },
      'on-time': {
        level: 'MUST',
        timed: true,
        statement: `While a connection is open it gets a ping every ${every} ms.`,
        source,
        needs,
        given: idle,
        check: onTime,
      },
      'ends-the-silent': {
        level: 'MUST',
        timed: true,
        statement: 'A connection whose ping is not answered is ended when the next is due.',
        source,
        needs,
        given: silent,
        check: ends,
      },
      'keeps-the-answering': {
        level: 'MUST',
        statement: 'A connection whose pings are answered is kept.',
        source,
        needs,
        given: idle,
        check: keeps,
      },
    },
    faults: heartbeatFaults(setting),
  };
});
