/** The oracles of operations: whether each gets what is its own, to its end, and nothing after it. */
import type { Endless, OperationsPromise } from '../../../schemas/promises/operations.ts';
import {
  broken,
  earned,
  type Finding,
  type Findings,
  hearing,
  held,
  heldBeside,
  judge,
  type Oracle,
  perConnection,
  quote,
  twins,
} from '../../engine/oracle.ts';
import { isOurs } from '../../engine/names.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Operation } from '../../scene/operations.ts';
import { at } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';

const none = (): undefined => undefined;

/** What patience ended for, of one sort. */
const missing = ({ unfinished = [] }: Moment, sort: Operation['sort']): Operation | undefined =>
  unfinished.find((one) => one.sort === sort);

/** Judges that an operation with one result brings it, and then its end. */
export const single: Oracle = perConnection(
  none,
  (moment) => {
    const unfinished = missing(moment, 'single');
    if (unfinished) return broken(`${quote(unfinished.id)} did not come to its end`, unfinished.begun);
    const { of, what } = moment.told ?? {};
    if (of?.sort !== 'single' || of.blurred || moment.told?.late) return undefined;
    if (what === 'failed') return broken(`${quote(of.id)} failed`);
    if (what === 'item') return of.items > 1 ? broken(`${quote(of.id)} brought a second item`) : undefined;
    return judge(of.items === 1, `${quote(of.id)} was over without an item`);
  },
  ['control', 'silence'],
);

/** An operation with a result had it on the same connection: a server that fails everything is no good. */
const completed = twins(
  ['control'],
  () =>
    ({ connection, told }) =>
      connection && told?.what === 'done' && told.of?.sort === 'single' && told.of.items > 0
        ? [String(connection.number)]
        : [],
);

/** Judges that an operation that cannot be carried out is said to have failed, and brings nothing else. */
export const failing: Oracle = earned(
  completed,
  perConnection(
    none,
    (moment) => {
      const unfinished = missing(moment, 'failing');
      if (unfinished) return broken(`${quote(unfinished.id)} was not said to have failed`, unfinished.begun);
      const { of, what } = moment.told ?? {};
      if (of?.sort !== 'failing' || of.blurred || moment.told?.late) return undefined;
      return what === 'failed' && of.items === 0
        ? heldBeside(String(moment.connection.number))
        : broken(`${quote(of.id)} ${what === 'item' ? 'brought an item' : `was said to be ${what}`}`);
    },
    ['control', 'silence'],
  ),
);

/** Judges that no message is about an operation that its connection has not begun. */
export const known: Oracle = perConnection(
  none,
  ({ told }) => told && judge(told.of !== undefined, () => `no operation ${quote(told.id)} was begun here`),
  ['control'],
);

/** Judges that nothing comes of an operation that is over; that it does not, what comes of another one shows. */
export const nothingAfter: Oracle = perConnection(
  () => ({ over: false }),
  ({ told }, state) => {
    if (!told?.of) return undefined;
    if (told.late) return told.of.blurred ? undefined : broken(`${quote(told.id)} was over`);
    const before = state.over;
    state.over ||= told.what !== 'item';
    return before ? held : undefined;
  },
  ['control'],
);

/** Judges that an operation brings only what it is about; two of them at least, or nothing would be told apart. */
export const ownItems = ({ about }: Endless): Oracle =>
  perConnection(
    () => new Set<unknown>(),
    ({ told, operation }, abouts) => {
      if (operation?.sort === 'endless' && abouts.size < 2) abouts.add(operation.about);
      if (told?.what !== 'item' || told.of?.sort !== 'endless' || told.of.blurred) return undefined;
      if (told.carries === undefined) return undefined;
      const found = at(told.carries, about.told);
      if (found !== told.of.about) return broken(`it is about ${quote(found)}, and not ${quote(told.of.about)}`);
      return abouts.size > 1 ? held : undefined;
    },
    ['control', 'command'],
  );

/** Judges that what operations carry is as it was published. */
export const asPublished = ({ about }: Endless): Oracle =>
  perConnection(
    none,
    ({ told }) => {
      if (told?.carries === undefined || at(told.carries, about.told) !== told.of?.about) return undefined;
      if (told.altered !== undefined) return broken(`${told.altered || 'it'} is not as it was published`);
      if (told.carried) return held;
      return isOurs(JSON.stringify(told.carries)) ? broken(`${quote(told.carries)} was not published so`) : undefined;
    },
    ['control'],
  );

/** Judges that what is published comes on every operation about it that has brought something before. */
export const delivers: Oracle = perConnection(
  none,
  (moment) => {
    const lacking = missing(moment, 'endless');
    if (lacking) return broken(`something that was published did not come on ${quote(lacking.id)}`, lacking.begun);
    const { carried, again, of } = moment.told ?? {};
    return carried && !again && of?.inForce !== undefined && of.inForce < carried.asked ? held : undefined;
  },
  ['control', 'silence'],
);

/** Judges that nothing comes twice on one operation. */
export const once: Oracle = perConnection(
  none,
  ({ told }) => {
    if (!told?.carried || told.of?.blurred) return undefined;
    return judge(told.again !== true, () => `${quote(told.carries)} came again on ${quote(told.id)}`);
  },
  ['control'],
);

/** The most cancelled operations that are remembered. */
const REMEMBERED = 1000;

/** Judges that nothing published after an operation's cancelling was heard comes on it; another shows that it was published. */
export const heedsCancel: Oracle = hearing(() => {
  let cancelled: Operation[] = [];
  return ({ operation, told, entry }): Findings => {
    if (operation?.cancelled === entry.seq) cancelled = [...cancelled, operation].slice(-REMEMBERED);
    const { carried, of, again } = told ?? {};
    if (!carried || !of || again) return undefined;
    if (of.cancelled !== undefined)
      return of.heard !== undefined && of.heard < carried.asked && !of.blurred
        ? broken(`${quote(of.id)} was cancelled, and brought what was published later`, of.cancelled)
        : undefined;
    const spared = cancelled.filter(
      (one) => one.about === of.about && one.heard !== undefined && one.heard < carried.asked && !one.got.has(carried),
    );
    return spared.map((): Finding => held);
  };
}, ['command', 'control']);

/** The operation begun under the id of one that was over, while nothing has come of it. */
interface Reusing {
  operation?: Operation;
}

/** Judges that an id can be used again once its operation is over. */
export const reuses = ({ taken }: OperationsPromise): Oracle =>
  perConnection(
    (): Reusing => ({}),
    ({ entry, connection, operation, told }, state) => {
      if (operation?.begun === entry.seq && operation.before?.state === 'over' && !operation.blurred)
        state.operation = operation;
      const waiting = state.operation;
      if (waiting && told?.of === waiting && !told.late) {
        delete state.operation;
        return held;
      }
      if (!waiting || entry.kind !== 'closed' || !isUnexplained(connection)) return undefined;
      delete state.operation;
      return entry.code === taken?.close
        ? broken(`${quote(waiting.id)} was over, and could not be begun again`)
        : undefined;
    },
    ['command', 'control', 'closed'],
  );

const isUnexplained = ({ left, causes }: Connection): boolean => !left && causes.length === 0;

/** Judges that cancelling an operation that is over does nothing; that it does not, a later operation shows. */
export const lateCancel: Oracle = perConnection(
  (): { at?: number } => ({}),
  ({ entry, connection, operation, told }, state) => {
    if (operation?.state === 'over' && entry.kind === 'sent') state.at ??= entry.seq;
    if (state.at === undefined) return undefined;
    if (told?.of && !told.late && told.of.begun > state.at) {
      delete state.at;
      return held;
    }
    if (entry.kind !== 'closed' || !isUnexplained(connection)) return undefined;
    return broken(`it ended with ${entry.code ?? 'no close frame'} when what was over was cancelled`, state.at);
  },
  ['command', 'control', 'closed'],
);
