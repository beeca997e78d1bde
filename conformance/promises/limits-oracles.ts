/** The oracles of limits: what was taken and what was refused, beside what counted at the time. */
import type { LimitsPromise } from '../../schemas/promises.ts';
import type { Entry } from '../engine/history.ts';
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
} from '../engine/oracle.ts';
import type { Setting } from '../engine/requirement.ts';
import { type Connection, isBad } from '../scene/connection.ts';
import type { Publication } from '../scene/deliveries.ts';
import { calledAs } from '../scene/called.ts';
import { errorKind } from '../scene/error-kinds.ts';
import { at } from '../scene/pointer.ts';
import type { Command } from '../scene/exchanges.ts';
import { lets, wishIn, type Wish } from '../scene/interest.ts';
import type { Fate } from '../scene/limits.ts';
import type { Moment } from '../scene/scene.ts';
import { settled, WATCHED } from './absence.ts';
import { delivered, heldBesideDelivery, letIn, letInAs } from './twins.ts';

type Limited = Setting<LimitsPromise>;

/** The sounds in which what became of a message may be told. */
const FATES = ['control', 'reply'] as const;

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

/** Judges that a command which was refused has no effect: what it asked for does not come. */
export const withoutEffect = ({ promises: { filters } }: Limited): Oracle =>
  earned(
    delivered,
    hearing(() => {
      const wishes = new Map<Connection, readonly Wish[]>();
      const watched = new Map<Connection, Set<Publication>>();
      /** Those who were refused to give something up, and what. */
      const kept = new Map<Connection, Wish>();
      const isKept = (connection: Connection, { event, body }: Publication): boolean => {
        const wish = kept.get(connection);
        return filters !== undefined && wish !== undefined && lets(filters, wish, calledAs(filters, event), body);
      };
      const refuse = (connection: Connection, { name, bad, body }: Command): void => {
        if (!filters || bad.length > 0) return;
        if (name === filters.unset) kept.set(connection, wishIn(filters, body));
        if (name !== filters.set) return;
        kept.delete(connection);
        wishes.set(connection, [...(wishes.get(connection) ?? []).slice(-WATCHED), wishIn(filters, body)]);
      };
      const watch = (publication: Publication, connection: Connection): void => {
        const { event, body } = publication;
        const asked = wishes
          .get(connection)
          ?.some((wish) => filters && lets(filters, wish, calledAs(filters, event), body));
        const known = watched.get(connection) ?? new Set();
        if (!asked || known.size >= WATCHED) return;
        watched.set(connection, known.add(publication));
      };
      return ({ connection, fate, publication, spared, delivery, reply, lost }) => {
        if (publication && spared) for (const one of spared) watch(publication, one);
        if (!connection) return undefined;
        if (fate?.refused) refuse(connection, fate.command);
        else if (fate && fate.command.name === filters?.unset) kept.delete(connection);
        const missing = lost?.find((one) => isKept(connection, one));
        if (missing)
          return broken(`${missing.event} did not come, which only a ${filters?.unset} had given up that was refused`);
        if (delivery?.of && watched.get(connection)?.delete(delivery.of) && delivery.via?.length === 0)
          return broken(`${delivery.of.event} came, which only a ${filters?.set} had asked for that was refused`);
        const answered = reply?.to.command ?? fate?.command;
        return answered && settled(watched.get(connection), answered.entry.seq).map(heldBesideDelivery);
      };
    }, [...FATES, 'delivery', 'spared', 'lost']),
  );

/** Judges that whoever sends too much is told so, and its connection is ended. */
export const ends = ({ promise }: Limited): Oracle =>
  perConnection(
    () => ({ refused: false }),
    ({ entry, connection, fate }, state) => {
      if (state.refused && fate && !fate.refused) return broken('it went on being answered');
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
