/** The oracles of limits: what was taken and what was refused, beside what counted at the time. */
import type { LimitsPromise } from '../../../schemas/promises/limits.ts';
import type { Entry } from '../../engine/history.ts';
import {
  broken,
  earned,
  each,
  type Finding,
  type Findings,
  held,
  heldBeside,
  hearing,
  type Oracle,
  perConnection,
} from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { type Connection, isBad } from '../../scene/connection.ts';
import { errorKind } from '../../scene/error-kinds.ts';
import { at } from '../../scene/pointer.ts';
import type { Fate } from '../../scene/limits.ts';
import type { Moment } from '../../scene/scene.ts';
import { letIn, letInAs } from '../twins.ts';

type Limited = Setting<LimitsPromise>;

/** The sounds in which what became of a message may be told. */
export const FATES = ['control', 'reply'] as const;

const tooMany = ({ least }: Fate, { most, within }: LimitsPromise): Finding =>
  broken(`it was taken although ${least} counted already in the ${within} ms before; no more than ${most} may`);

const tooFew = ({ most: counted }: Fate, { most, within }: LimitsPromise): Finding =>
  broken(`it was refused although at the most ${counted} counted in the ${within} ms before; ${most} may`);

/** Judges each message whose fate is known. */
const fates = (look: (fate: Fate, moment: Moment) => Findings): Oracle =>
  each((moment) => (moment.fate ? look(moment.fate, moment) : undefined), FATES);

/** Judges that as many are taken as may be. */
export const takes = ({ promise }: Limited): Oracle =>
  fates((fate) => {
    if (fate.refused) return fate.most < promise.most ? tooFew(fate, promise) : undefined;
    return fate.least === promise.most - 1 ? held : undefined;
  });

/** Judges that one more is refused. */
export const refuses = ({ promise }: Limited): Oracle =>
  fates((fate) => {
    if (fate.least < promise.most) return undefined;
    return fate.refused ? held : tooMany(fate, promise);
  });

/** Judges that a message is taken as soon as the oldest has left the window, and not before. */
export const slides = ({ promise }: Limited): Oracle =>
  fates((fate) => {
    const { refused, least, most, gone } = fate;
    if (refused) return most < promise.most && most + gone >= promise.most ? tooFew(fate, promise) : undefined;
    if (least >= promise.most) return tooMany(fate, promise);
    return most < promise.most && most + gone >= promise.most ? held : undefined;
  });

/** Judges that what was refused counts for nothing. */
export const forgetsRefused = ({ promise }: Limited): Oracle =>
  fates((fate) => {
    const { refused, most, refusals } = fate;
    if (most >= promise.most || most + refusals < promise.most) return undefined;
    return refused ? tooFew(fate, promise) : held;
  });

/** Judges that bad input counts as well. */
export const countsBadInput = ({ promise }: Limited): Oracle =>
  fates((fate) => {
    const { refused, least, bad } = fate;
    if (least < promise.most || least - bad >= promise.most) return undefined;
    return refused ? held : tooMany(fate, promise);
  });

/** Judges that messages of one user count together, whichever connection they come on. */
export const shared = ({ promise }: Limited): Oracle =>
  fates((fate) => {
    const { refused, least, own } = fate;
    if (least < promise.most || own >= promise.most) return undefined;
    return refused ? held : tooMany(fate, promise);
  });

/** Judges that those who are counted by themselves are not touched by others who have sent too much. */
export const apart = ({ promise }: Limited): Oracle =>
  hearing(() => {
    /** When somebody was last refused, by whom it counted for. */
    const full = new Map<string, number>();
    const keyOf = ({ number, badge }: Connection): string => (promise.per === 'user' ? badge.user : String(number));
    return ({ entry, connection, fate }) => {
      if (!fate || !connection) return undefined;
      const key = keyOf(connection);
      const others = [...full].some(([other, at]) => other !== key && entry.at - at < promise.within);
      if (fate.refused && fate.least >= promise.most) full.set(key, entry.at);
      if (!others || fate.most >= promise.most) return undefined;
      return fate.refused ? tooFew(fate, promise) : held;
    };
  }, FATES);

/** Judges that a connection lives on after a message of it was refused. */
export const livesOn: Oracle = perConnection(
  () => ({ refused: false }),
  ({ entry, connection, fate }, state) => {
    if (entry.kind === 'closed') {
      const isCut = state.refused && !connection.left && connection.causes.length === 0;
      return isCut ? broken('it ended after a message had been refused for the limit') : undefined;
    }
    if (fate?.refused) state.refused = true;
    return fate && !fate.refused && state.refused ? held : undefined;
  },
  [...FATES, 'closed'],
);

/** Judges that whoever sends too much is told so, and its connection is ended. */
export const ends = ({ promise, promises: { errors } }: Limited): Oracle =>
  perConnection(
    () => ({ refused: false }),
    ({ entry, connection, fate, message }, state) => {
      if (state.refused && fate && !fate.refused) return broken('it went on being answered');
      const kind = message && errors && errorKind(message, errors, Object.values(errors.input));
      if (state.refused && kind?.exact) return broken('it was told to be bad input as well');
      if (fate?.refused) state.refused = fate.least >= promise.most;
      if (!state.refused) return undefined;
      if (entry.kind === 'leaving' && !entry.abruptly) return broken('still open after a message that was too much');
      return entry.kind === 'closed' && !connection.left ? held : undefined;
    },
    [...FATES, 'leaving', 'closed'],
  );

/** How a connection that was opened came out: let in, or refused with or without a word of the limit. */
type Reception = 'let in' | 'refused for the limit' | 'refused';

/** By user: since when new connections are refused, in a time that is not known exactly. */
type Cooling = Map<string, { readonly from: number; readonly to: number }>;

/** Judges how connections are received, given when each user last sent too much. */
const receptions = (
  { promises, promise }: Limited,
  look: (came: Reception, connection: Connection, entry: Entry, cooling: Cooling, slack: number) => Findings,
): Oracle =>
  hearing(() => {
    const cooling: Cooling = new Map();
    const said = new Set<Connection>();
    const over = new Set<Connection>();
    const { errors, handshake } = promises;
    const reception = ({ entry, message }: Moment, connection: Connection): Reception | undefined => {
      if (message?.name === handshake?.greeting && message) return 'let in';
      if (message && errors && message.name === errors.message && !connection.greeted) {
        if (errorKind(message, errors, [promise.over.error])) said.add(connection);
        return undefined;
      }
      if (entry.kind === 'closed' && !connection.greeted && !connection.left)
        return said.has(connection) ? 'refused for the limit' : 'refused';
      // What a transport says of a connection that it refuses, it says in its own way.
      if (entry.kind === 'refused') {
        const { instead } = promises.credentials?.refusal ?? {};
        const code = errors?.kinds[promise.over.error]?.code;
        return instead && (code === undefined || at(entry.error, instead.code) === code)
          ? 'refused for the limit'
          : 'refused';
      }
      return undefined;
    };
    return (moment) => {
      const { entry, connection, fate, scene } = moment;
      if (!connection) return undefined;
      if (fate?.refused && fate.least >= promise.most)
        cooling.set(connection.badge.user, { from: fate.command.entry.at, to: entry.at });
      if (over.has(connection) || isBad(connection)) return undefined;
      const came = reception(moment, connection);
      if (came === undefined) return undefined;
      over.add(connection);
      const resolution = scene.resolution();
      if (!Number.isFinite(resolution)) return undefined;
      return look(came, connection, entry, cooling, Math.min(resolution, DRIFT) + scene.stalled());
    };
  }, ['control', 'event', 'closed', 'refused', 'reply']);

/** What clocks may drift apart within a cool-down, in ms. */
const DRIFT = 20;

/** Judges that new connections of a user are refused for a while after one has sent too much. */
export const coolsDown = (setting: Limited): Oracle => {
  const { coolDown = 0 } = setting.promise.over;
  return earned(
    letIn(setting.promises),
    receptions(setting, (came, connection, entry, cooling, slack) => {
      const since = cooling.get(connection.badge.user);
      if (!since || connection.openingAt < since.to || entry.at - since.from + slack >= coolDown) return undefined;
      if (came === 'let in')
        return broken(`let in ${Math.round(entry.at - since.from)} ms after its user had sent too much`);
      return came === 'refused'
        ? broken('refused without being told that it is for the limit')
        : heldBeside(letInAs(connection));
    }),
  );
};

/** Judges that the cool-down is over in time, however often somebody tried to connect meanwhile. */
export const coolDownEnds = (setting: Limited): Oracle => {
  const { coolDown = 0 } = setting.promise.over;
  return receptions(setting, (came, connection, _entry, cooling, slack) => {
    const since = cooling.get(connection.badge.user);
    if (!since || connection.openingAt - since.to - slack < coolDown) return undefined;
    return came === 'let in'
      ? held
      : broken(`still refused ${Math.round(connection.openingAt - since.to)} ms after its user had sent too much`);
  });
};

/** Judges that other users are let in meanwhile. */
export const coolDownSparesOthers = (setting: Limited): Oracle => {
  const { coolDown = 0 } = setting.promise.over;
  return receptions(setting, (came, { badge, openingAt }, entry, cooling) => {
    const others = [...cooling].some(
      ([user, { from, to }]) => user !== badge.user && openingAt >= to && entry.at - from < coolDown,
    );
    if (cooling.has(badge.user) || !others) return undefined;
    return came === 'let in' ? held : broken('refused although it was another user who had sent too much');
  });
};
