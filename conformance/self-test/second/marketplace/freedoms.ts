/**
 * What the text of marketplace leaves to a server, taken otherwise than by a plain one. Each freedom names the sentence
 * that permits it: of the protocol's text, of the control interface (control.md) or of the decisions.
 */

/** One thing that a server may do otherwise. */
export interface Freedom {
  readonly does: string;
  /** The sentence that permits it. */
  readonly permits: string;
  /** The requirements (all of them SHOULDs) that warn of it, without the protocol's id. */
  readonly warns?: readonly string[];
  /** Taken only by itself: another freedom decides the same thing in another way, or it would hide what others do. */
  readonly apart?: true;
  /** It waits by its own clock before it answers, so that it says nothing while that clock stands still. */
  readonly waits?: true;
}

const EITHER_WAY = 'What is published between the sending and the answer may go either way.';
const CAUSES =
  'Application messages leave a connection in the order of their causes; nothing is said of how soon, or of several connections.';
const OUTSIDE = 'HTTP answers and WebSocket ping frames stand outside this order.';
const HELLO = '`hello {seq int, ts? ms, epoch? text}`.';
const INSTANTS =
  'On business events `seq` and `ts` (integer ms, never decreasing as seq grows); nothing is said of how exact it is.';
const AS_SETS = 'Lists in answers are compared as sets, save where their order is named.';
const ERRORS = '`{"type":"error","code":C,"message":..}`: the message is text, and no text is given.';
const TWO_MISTAKES =
  '`INVALID_COMMAND` (a field wrong), `UNKNOWN_EVENT` (a SUB naming what is no business event); nothing is said of both.';
const UNSAID_ELEMENTS = 'Empty elements and repeated parameters are free.';
const OPEN = 'Schemas stay open; that a server sends an undeclared field is reported all the same, as a SHOULD.';
const FOREIGN = 'A server may have other clients, and a past: an event that nobody of ours published is foreign.';

/** Every freedom, by name. */
export const freedoms = {
  'no-prev-seq': {
    does: 'Business events have no `prev_seq`.',
    permits: 'A server MAY add `prev_seq`; a server that sends it sends it on every business event.',
    apart: true,
  },
  'no-epoch': { does: 'The greeting has no `epoch`.', permits: HELLO, apart: true },
  'hello-without-ts': { does: 'The greeting has no `ts`.', permits: HELLO },
  'whole-seconds': {
    does: 'Business events bear whole seconds, so that one may look older than the greeting before it.',
    permits: INSTANTS,
  },
  'growing-ts': { does: 'No two business events have the same `ts`.', permits: INSTANTS, apart: true },
  'slow-clock': { does: 'All its instants are 90 s behind.', permits: INSTANTS },
  'reversed-keys': {
    does: 'The members of every object come in another order.',
    permits: 'One JSON message per text frame; the members of a JSON object have no order.',
  },
  'reversed-lists': { does: 'The lists of `subscribed` and of the event schema are reversed.', permits: AS_SETS },
  'repeats-what-is-repeated': { does: '`subscribed` names an item as often as the SUB did.', permits: AS_SETS },
  'reversed-items': { does: 'The items of a backfill come newest first.', permits: AS_SETS },
  'own-words': { does: 'Errors are put in other words.', permits: ERRORS },
  'another-version': { does: 'The event schema has version 7.', permits: '`{"version":int,"events":[names]}`.' },
  'names-events-first': {
    does: 'A SUB that both names an unknown event and has a field wrong brings `UNKNOWN_EVENT`.',
    permits: TWO_MISTAKES,
  },
  'no-action-is-unknown': {
    does: 'An `action` that is an empty string brings `UNKNOWN_COMMAND`.',
    permits:
      '`INVALID_COMMAND` (a field missing or wrong) | `UNKNOWN_COMMAND`; nothing is said of which an empty name is.',
  },
  'empty-elements-count': {
    does: 'In the query, an empty element is an unknown event, or a competition without a name.',
    permits: UNSAID_ELEMENTS,
  },
  'trades-in-competitions': {
    does: 'Every 650 ms others trade, and their trades bear the id of a competition.',
    permits:
      'A `competition_id` on an event that declares none is free. An event that nobody of ours published is foreign.',
    warns: ['messages/declared-fields'],
    apart: true,
  },
  'competitions-everywhere': {
    does: 'The filter heeds a `competition_id` also on an event that declares none.',
    permits: 'One on an event that declares none is free.',
  },
  'control-conflicts': {
    does: 'A control message cannot be published: 409.',
    permits: 'Control and connection messages cannot be published (400 or 409).',
  },
  'takes-what-it-ignores': {
    does: 'What breaks a lifecycle or a fact is taken with a 202, gets no number and reaches nobody.',
    permits: 'Lifecycles hold for all that a server sends; elsewhere refusing or taking it is free.',
  },
  thinks: {
    does: 'Greets, and carries each command out, after a while of up to 40 ms, in order.',
    permits: `A command’s effect is in force once its answer has been received. ${EITHER_WAY}`,
    waits: true,
  },
  'in-force-at-once': {
    does: 'Greets and carries each command out at once, and says so up to 40 ms later, events waiting behind the answer.',
    permits: `${EITHER_WAY} The same holds for the first message after connecting.`,
    apart: true,
    waits: true,
  },
  'publishes-later': {
    does: 'Publishes up to 25 ms after it was asked to, then says so.',
    permits: 'The 202 comes after the event has been handed to every connection it concerns.',
    waits: true,
  },
  'sends-in-batches': { does: 'Sends what it has to say every 20 ms.', permits: CAUSES, waits: true },
  'newest-first': { does: 'Hands each event to the newest connection first.', permits: CAUSES },
  'answers-http-late': {
    does: 'Reads what an HTTP request asks for at once and answers up to 40 ms later, live events overtaking it.',
    permits: OUTSIDE,
    waits: true,
  },
  'reads-http-late': {
    does: 'Reads what an HTTP request asks for up to 40 ms later and answers then, so that it holds what came meanwhile.',
    permits: OUTSIDE,
    apart: true,
    waits: true,
  },
  'pings-unasked': { does: 'Pings every 900 ms, and does not mind a pong that is owed.', permits: OUTSIDE },
  'no-close-reasons': {
    does: 'Close frames bear a code alone.',
    permits: 'The code of a close is the one in the close frame received; nothing is said of its reason.',
  },
  'closes-by-and-by': {
    does: 'The hook `close` ends one connection after the other, 10 ms apart.',
    permits: 'Ends that subject’s connections in the protocol’s own way, under `advance` as time goes on.',
  },
  'resets-by-force': { does: 'The hook `reset` cuts connections off.', permits: 'Connections ended (how is free).' },
  'has-a-past': {
    does: '5000 events have been published already; listings and offers of others are there, ended and active.',
    permits: FOREIGN,
  },
  'lively-world': {
    does: 'Every 650 ms something of others is published, some of it in the competitions that somebody filters for.',
    permits: FOREIGN,
  },
  'undeclared-fields': {
    does: 'Every message has fields that nobody declared, one of them with another value in each.',
    permits: OPEN,
    warns: ['messages/declared-fields'],
    apart: true,
  },
  'undeclared-messages': {
    does: 'A notice that nobody declared follows the greeting.',
    permits: 'Undeclared fields are no breach; reported as a SHOULD. The same goes for undeclared messages.',
    warns: ['messages/declared'],
    apart: true,
  },
} as const satisfies Readonly<Record<string, Freedom>>;

/** One freedom's name. */
export type FreedomName = keyof typeof freedoms;

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
