/** The oracles of summaries of markets: that all of them come, and tell what the streams add up to. */
import type { Promises } from '../../schemas/promises.ts';
import { broken, type Finding, type Findings, hearing, held, judge, type Oracle, quote } from '../engine/oracle.ts';
import { shared } from '../engine/shared.ts';
import type { Connection } from '../scene/connection.ts';
import { plain } from '../scene/decimals.ts';
import type { Command } from '../scene/exchanges.ts';
import { at, itemsAt, textAt } from '../scene/pointer.ts';
import type { Moment } from '../scene/scene.ts';
import { createSheets, type Sheet, type Sheets, type Trade } from './prediction-sheets.ts';
import { SUMMARIES, touches } from './prediction-streams.ts';

/** The most markets that are remembered. */
const REMEMBERED = 10_000;

/** The most subscriptions of one connection that are awaited at once; without the later ones more is allowed. */
const PENDING = 100;

/** What may be left out was left out. */
const DECLINED: Finding = { is: 'declined' };

/** A subscription to summaries that has yet to bring some. */
interface Expected {
  readonly command: Command;
  readonly markets: Set<string>;
  readonly count: number;
  confirmed: boolean;
  /** Something else was asked for behind it. */
  fenced: boolean;
}

/** Judges that subscribing to summaries brings one of each market that is known. */
export const snapshotPerMarket: Oracle = hearing(() => {
  /** The markets that were published, and told of, by id. */
  const known = new Set<string>();
  const waiting = new Map<Connection, Expected[]>();

  const ask = (connection: Connection, command: Command): void => {
    // What is asked for anew, with nothing in between, may come once for both, or not at all.
    const before = (waiting.get(connection) ?? []).filter(({ fenced }) => fenced).slice(-PENDING);
    const listed = itemsAt(command.body, '/markets');
    const markets = new Set([...known].filter((id) => listed.length === 0 || listed.includes(id)));
    const expected = { command, markets, count: markets.size, confirmed: false, fenced: false };
    waiting.set(connection, command.name === 'subscribe' && markets.size > 0 ? [...before, expected] : before);
  };

  const answered = (connection: Connection, { reply }: Moment): Findings => {
    const all = waiting.get(connection) ?? [];
    if (!reply || all.length === 0) return undefined;
    const { command } = reply.to;
    for (const expected of all) if (expected.command === command) expected.confirmed = reply.fit === 'answer';
    const due = all.filter(({ command: { entry } }) => entry.seq < command.entry.seq);
    waiting.set(
      connection,
      all.filter((expected) => !due.includes(expected) && (expected.command !== command || expected.confirmed)),
    );
    return due
      .filter(({ confirmed }) => confirmed)
      .flatMap(({ markets: [missing], count }) =>
        missing === undefined
          ? Array.from({ length: count }, () => held)
          : broken(`no snapshot of ${missing} had come when something asked later was answered`),
      );
  };

  const hear = (moment: Moment): Findings => {
    const { entry, publication, connection, command, message } = moment;
    if (entry.kind === 'asked' && entry.hook === 'reset') known.clear();
    const id = publication?.event === 'markets.discovered' ? textAt(publication.body, '/market_id') : undefined;
    if (entry.kind === 'told' && id !== undefined && known.size < REMEMBERED) known.add(id);
    if (!connection) return undefined;
    if (entry.kind === 'closed') waiting.delete(connection);
    if (touches(command, SUMMARIES)) ask(connection, command);
    else if (command) for (const expected of waiting.get(connection) ?? []) expected.fenced = true;
    if (message?.name === SUMMARIES) {
      for (const { markets } of waiting.get(connection) ?? []) markets.delete(textAt(message.body, '/market_id') ?? '');
    }
    return answered(connection, moment);
  };

  return hear;
}, ['reset', 'told', 'closed', 'command', 'event', 'reply']);

/** What the streams add up to is worked out once for all that is judged of summaries. */
const known = new WeakMap<Promises, (moment: Moment) => Sheets>();
const sheetsOf = (promises: Promises): ((moment: Moment) => Sheets) => {
  const kept =
    known.get(promises) ??
    shared(() => {
      const sheets = createSheets(promises);
      return (moment) => {
        sheets.note(moment);
        return sheets;
      };
    });
  known.set(promises, kept);
  return kept;
};

/** Judges the summaries of our markets by what was true of them from the subscription on until they came. */
const summaries = (
  promises: Promises,
  look: (sheet: Sheet, body: unknown, since: number, before: number) => Findings,
): Oracle =>
  hearing(() => {
    const sheetsNow = sheetsOf(promises);
    /** By connection, the subscriptions under way, and the one in force. */
    const since = new Map<Connection, { asking: readonly number[]; inForce?: number }>();
    const hear = (moment: Moment): Findings => {
      const { connection, command, reply, message, entry } = moment;
      const sheets = sheetsNow(moment);
      if (!connection) return undefined;
      if (entry.kind === 'closed') since.delete(connection);
      const known = since.get(connection) ?? { asking: [] };
      if (touches(command, SUMMARIES) && known.asking.length < PENDING)
        since.set(connection, { ...known, asking: [...known.asking, entry.seq] });
      const answers = reply?.to.command.entry.seq;
      if (answers !== undefined && known.asking.includes(answers)) {
        const asking = known.asking.filter((seq) => seq !== answers);
        since.set(connection, { ...known, asking, ...(reply?.fit === 'answer' && { inForce: answers }) });
      }
      const sheet = message?.name === SUMMARIES ? sheets.of(textAt(message.body, '/market_id')) : undefined;
      const from = known.inForce ?? known.asking[0];
      if (!message || !sheet || from === undefined) return undefined;
      // What had been published before something that was answered since is told by whatever comes behind the answer.
      return look(sheet, message.body, Math.max(from, connection.inbox.proven), entry.seq);
    };
    return hear;
  }, ['asked', 'told', 'closed', 'command', 'reply', 'event']);

/** Judges that a summary tells the state of its market. */
export const snapshotState = (promises: Promises): Oracle =>
  summaries(promises, (sheet, body, since, before) => {
    const states = sheet.states.between(since, before);
    const told = textAt(body, '/market_state');
    return (
      states &&
      judge(
        states.includes(told),
        () => `the market is ${quote(told)} here, and was ${[...new Set(states)].join(', ')}`,
      )
    );
  });

const isPrice = (told: unknown, price: string | undefined): boolean =>
  typeof told === 'string' && price !== undefined && plain(told) === plain(price);

const isTold = (trade: Trade | undefined, price: unknown, time: unknown): boolean =>
  trade !== undefined &&
  (price === undefined || isPrice(price, trade.price)) &&
  (time === undefined || (typeof time === 'string' && Date.parse(time) === Date.parse(trade.time)));

/** Judges that a summary tells the last trade of its market, if it tells any. */
export const snapshotTrade = (promises: Promises): Oracle =>
  summaries(promises, (sheet, body, since, before) => {
    const trades = sheet.trades.between(since, before);
    const [price, time] = [at(body, '/last_trade_price'), at(body, '/last_trade_time')];
    if (!trades) return undefined;
    if (price === undefined && time === undefined) return trades.includes(undefined) ? undefined : DECLINED;
    return judge(
      trades.some((trade) => isTold(trade, price, time)),
      () => `the last trade is ${quote([price, time])} here, and was ${quote(trades.at(-1) ?? 'none')}`,
    );
  });

/** Judges that a summary tells the best prices of its books, if it tells any. */
export const snapshotBest = (promises: Promises): Oracle =>
  summaries(promises, (sheet, body, since, before) => {
    const outcomes = itemsAt(body, '/outcomes');
    if (outcomes.length === 0) return sheet.hasBooks() ? DECLINED : undefined;
    return outcomes.flatMap((outcome) => {
      const bests = sheet.bests(textAt(outcome, '/outcome_id') ?? '').between(since, before);
      const [bid, ask] = [at(outcome, '/best_bid'), at(outcome, '/best_ask')];
      if (!bests || (bid === undefined && ask === undefined)) return [];
      const isBest = bests.some(
        (best) => (bid === undefined || isPrice(bid, best.bid)) && (ask === undefined || isPrice(ask, best.ask)),
      );
      return judge(isBest, () => `the best are ${quote({ bid, ask })} here, and were ${quote(bests.at(-1))}`);
    });
  });
