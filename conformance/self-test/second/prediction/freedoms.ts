/**
 * What the text of prediction leaves to a server, taken otherwise than others take it. Each freedom names the sentence
 * that permits it: of the protocol's text, of the control interface (control.md) or of the decisions.
 */

/** One thing that a server may do otherwise. */
export interface Freedom {
  readonly does: string;
  /** The sentence that permits it. */
  readonly permits: string;
  /** The requirements (all of them SHOULDs) that warn of it, without the protocol's id. */
  readonly warns?: readonly string[];
  /** Taken only by itself: another freedom decides the same thing in another way, or it goes further than most would. */
  readonly apart?: true;
  /** It waits by its own clock before it answers, so that it says nothing while that clock stands still. */
  readonly waits?: true;
}

const EITHER_WAY = 'What is published between the sending and the answer may go either way.';
const REPLAY = 'Across streams the order of a replay is free.';
const LIKES = 'One per known market (within the filter) upon subscribing, and again whenever the server likes.';
const OPTIONAL = '`markets.snapshots {market_id, market_state, last_trade_price?, last_trade_time?, outcomes?}`';
const BORN = 'For a book born later, empty with `sequence_start` 0, any time before its first delta.';
const WITH_FROM = 'With `from`, the book before the first delta replayed, before its first delta.';
const CAUSES =
  'Application messages leave a connection in the order of their causes; nothing is said of how soon, or of several connections.';
const CODES = 'The codes of errors are given; nothing is said of their texts, or of which of two mistakes is told.';
const FOREIGN = 'A server may have other clients, and a past: an event that nobody of ours published is foreign.';
const UNDECLARED = 'An undeclared field is no breach; reported as a SHOULD. The same goes for undeclared messages.';

/** Every freedom, by name. */
export const freedoms = {
  'replays-last-stream-first': { does: 'Replays stream by stream, the last of the list first.', permits: REPLAY },
  'replays-in-order-of-publication': {
    does: 'Replays all streams together, as they were published.',
    permits: REPLAY,
    apart: true,
  },
  'weaves-replays': { does: 'Replays one record of each stream in turn.', permits: REPLAY, apart: true },
  'replays-by-and-by': {
    does: 'Replays in up to ten batches, 10 ms apart; whatever happens meanwhile comes behind them.',
    permits: `Old records come in order, then live ones, with no hole and no overlap. ${CAUSES}`,
    waits: true,
  },
  'books-just-in-time': { does: 'With `from`, each book comes right before its first delta.', permits: WITH_FROM },
  'books-by-trades': { does: 'A book is known, and told of, from the first trade in its outcome on.', permits: BORN },
  'snapshots-before-the-answer': {
    does: 'What a subscription to the latest brings at once comes before `subscribed`.',
    permits: 'For what is known, at once; nothing is said of the place of the answer among what the command brings.',
    apart: true,
  },
  'answers-behind-the-replay': {
    does: 'What a subscription brings, old records and all, comes before `subscribed`.',
    permits: 'Old records come in order, then live ones; nothing is said of the place of the answer among what comes.',
    apart: true,
  },
  'answers-behind-every-third-replay': {
    does: 'What a subscription brings comes behind `subscribed`, and every third time before it.',
    permits: 'Old records come in order, then live ones; nothing is said of the place of the answer among what comes.',
    apart: true,
  },
  'snapshots-bear-ids': {
    does: 'The snapshots of books that a subscription brings bear the id of its command.',
    permits: 'A fresh `orders.snapshot` frame that carries `"id":I`; nothing is said of an id on others.',
    apart: true,
  },
  'last-snapshots-first': {
    does: 'Snapshots come in reverse: books before markets, the newest before the oldest.',
    permits: 'Per market and outcome; nothing is said of an order among them.',
  },
  'markets-again': { does: 'Sends the snapshots of all markets again every 700 ms.', permits: LIKES },
  'markets-on-change': { does: 'Sends a market’s snapshot again after its trades and changes.', permits: LIKES },
  'books-again': {
    does: 'Sends each subscriber a fresh snapshot of a book behind every fourth delta.',
    permits: 'Folding snapshot and deltas gives the next snapshot, exactly: as validation of client state.',
    apart: true,
  },
  'bare-markets': { does: 'Snapshots of markets hold no optional field.', permits: OPTIONAL, apart: true },
  'no-last-trade': { does: 'Snapshots of markets say nothing of trades.', permits: OPTIONAL, apart: true },
  'no-outcomes': { does: 'Snapshots of markets say nothing of outcomes.', permits: OPTIONAL, apart: true },
  'trade-times-in-milliseconds': {
    does: 'Snapshots of markets give the time of the last trade with three digits of fraction.',
    permits: 'Instants are ISO 8601 UTC with `Z`; nothing is said of their fractions.',
    apart: true,
  },
  'lists-in-its-own-order': {
    does: 'Answers name streams once, in the order of the alphabet.',
    permits: 'Lists in answers are compared as sets, save where their order is named.',
  },
  'markets-looked-at-first': { does: 'Looks for unknown markets before unknown streams.', permits: CODES },
  'other-words': { does: 'Errors have other texts.', permits: CODES },
  'one-offset-for-many-is-out-of-range': {
    does: 'One offset for several streams, or for none that has any, is out of range.',
    permits: 'One stream with offsets only, or any error.',
  },
  'bad-input-has-no-id': {
    does: 'Errors about bad input name no command, even if it had an id.',
    permits: 'Errors: `{"op":"error","id":I|null,"code":C,"message":..}`.',
    apart: true,
  },
  'mutations-by-schema': {
    does: 'A quantity that is missing, nought or too many does not fit the schema.',
    permits: 'Quantity absolute and above 0, absent on `remove`. Schemas add tighter meaning, never other names.',
  },
  'snapshots-break-rules': {
    does: 'Publishing a snapshot or a control message is refused by the rules, and not by the schema.',
    permits: '`orders.snapshot` and `markets.snapshots` cannot be published; control messages neither (400 or 409).',
  },
  'reversed-keys': {
    does: 'The members of every object come in another order.',
    permits: 'One JSON message per text frame; the members of a JSON object have no order.',
  },
  thinks: {
    does: 'Carries each command out after a while of up to 40 ms, in order.',
    permits: `A command’s effect is in force once its answer has been received. ${EITHER_WAY}`,
    waits: true,
  },
  'in-force-at-once': {
    does: 'Subscribes to the latest, and unsubscribes, at once; the answer comes later, overtaken by snapshots and records.',
    permits: EITHER_WAY,
    apart: true,
    waits: true,
  },
  'publishes-later': {
    does: 'Publishes up to 25 ms after it was asked to, then says so.',
    permits: 'The 202 comes after the event has been handed to every connection it concerns.',
    waits: true,
  },
  'sends-in-batches': { does: 'Sends what it has to say every 20 ms.', permits: CAUSES, waits: true },
  'newest-first': { does: 'Hands each record to the newest connection first.', permits: CAUSES },
  pings: {
    does: 'Sends a WebSocket ping every 10 s, and does not mind what comes of it.',
    permits: 'WebSocket ping frames stand outside this order.',
  },
  'no-close-reasons': {
    does: 'Close frames bear a code alone.',
    permits: 'The code of a close is the one in the close frame received; nothing is said of its reason.',
  },
  'closes-by-and-by': {
    does: 'The hook `close` ends one connection after the other, 10 ms apart.',
    permits: 'Ends that subject’s connections in the protocol’s own way, under `advance` as time goes on.',
  },
  'resets-by-force': { does: 'The hook `reset` cuts connections off.', permits: 'Connections ended (how is free).' },
  'has-a-past': { does: 'Events, markets, books and trades are there already.', permits: FOREIGN },
  'has-a-long-past': {
    does: 'Thousands of deltas and trades are there already.',
    permits: FOREIGN,
    apart: true,
  },
  'lively-world': { does: 'Every 650 ms something happens in markets of others.', permits: FOREIGN },
  'undeclared-fields': {
    does: 'Every message and its data have fields that nobody declared, one of them with another value in each.',
    permits: UNDECLARED,
    warns: ['messages/declared-fields'],
    apart: true,
  },
  'undeclared-messages': {
    does: 'Whoever connects is told something that nobody declared.',
    permits: UNDECLARED,
    warns: ['messages/declared'],
    apart: true,
  },
} as const satisfies Readonly<Record<string, Freedom>>;

/** One freedom's name. */
export type FreedomName = keyof typeof freedoms;

/** Whether a server takes a freedom. */
export type Takes = (name: FreedomName) => boolean;

// Object.keys gives strings; these are the names above.
/** The names of all freedoms. */
export const freedomNames = Object.keys(freedoms) as readonly FreedomName[];

const declared = (name: FreedomName): Freedom => freedoms[name];

/** All that can be taken together. */
export const together: readonly FreedomName[] = freedomNames.filter((name) => !declared(name).apart);

/** Whether a server that takes these freedoms waits by its own clock before it answers. */
export const areWaiting = (taken: readonly FreedomName[]): boolean => taken.some((name) => declared(name).waits);

/** All that can be taken together by a server that answers at once, even while its clock stands still. */
export const prompt: readonly FreedomName[] = together.filter((name) => !declared(name).waits);

/** The requirements that warn of a server that takes these freedoms, without the protocol's id. */
export const warningsOf = (taken: readonly FreedomName[]): readonly string[] =>
  taken.flatMap((name) => declared(name).warns ?? []);
