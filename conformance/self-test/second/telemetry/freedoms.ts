/**
 * What the text of telemetry leaves to a server, taken otherwise than others take it. Each freedom names the sentence
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
  /** It takes leave of clients of its own accord: so much, without the protocol's id, is left without anything to judge it by. */
  readonly leaves?: readonly string[];
}

const EITHER_WAY = 'What is published between the sending and the answer may go either way.';
const TIMERS = 'Timers are due within 500 ms or a twentieth of their period, whichever is more, each gap by itself.';
const POSITIONS =
  '`positions:update`: at most one in any second, the newest state within a second of the change; on subscribing, the current state or nothing.';
const PHASE = 'The phase is free, the first comes within one period.';
const EXP = '`exp` (fractions of a second allowed, and so is rounding: examined with 1 s of tolerance).';
const RECONNECT = 'Planned restart: `reconnect` with `delay` in ms, then close 1012, at once or within `delay`.';
const AS_SETS = 'Lists in answers are compared as sets, save where their order is named.';
const WORDS = 'Every error has `code` and `error` with non-empty `what`, `why`, `how`; no texts are given.';
const CAUSES =
  'Application messages leave a connection in the order of their causes; nothing is said of how soon, or of several connections.';
const OWN_ACCORD =
  'Of its own accord, and at any time after the greeting, the server may end a connection for a reason that it may have by itself.';
const FOREIGN = 'A server may have other clients, and a past: an event that nobody of ours published is foreign.';
const UNDECLARED = 'An undeclared field is no breach; reported as a SHOULD. The same goes for undeclared messages.';

/** Every freedom, by name. */
export const freedoms = {
  'positions-on-subscribing': { does: 'Whoever starts positions is told the current ones.', permits: POSITIONS },
  'positions-before-the-answer': {
    does: 'Whoever starts positions is told the current ones before `subscribed`.',
    permits: `${POSITIONS} Between a command and its answer an event may arrive.`,
    apart: true,
  },
  'positions-on-the-second': { does: 'Positions that have changed go out at whole seconds.', permits: POSITIONS },
  'positions-by-and-by': {
    does: 'Positions wait for up to 700 ms, in case they change again.',
    permits: POSITIONS,
    apart: true,
  },
  'steady-together': { does: 'What comes in every period comes to all connections at once.', permits: PHASE },
  'steady-at-once': {
    does: 'What comes in every period comes at once when its channel is started, or when there is a first value.',
    permits: PHASE,
    apart: true,
  },
  'steady-anywhere': {
    does: 'Every channel that is started begins at a phase of its own.',
    permits: PHASE,
    apart: true,
  },
  'late-timers': { does: 'Whatever waits for an instant is up to 400 ms late.', permits: TIMERS },
  'early-heartbeats': { does: 'Heartbeats are early by up to a thirtieth of their period.', permits: TIMERS },
  'heartbeats-go-on': {
    does: 'Who answers no heartbeat gets further ones.',
    permits: 'Gets, instead of it, `connection:closed` (`error`) and close 4002 (SHOULD; else heartbeats go on).',
    warns: ['heartbeat/ends-the-silent'],
    apart: true,
  },
  'refuses-at-leisure': {
    does: 'Whoever has no good session is closed a second and a half after it is told so.',
    permits: `Missing or bad: \`connection:error\` \`AUTH_REQUIRED\`; expired: \`SESSION_EXPIRED\`; then close 4001. ${CAUSES}`,
  },
  'rounds-exp-down': { does: 'Takes `exp` in whole seconds, rounded down.', permits: EXP },
  'rounds-exp-up': { does: 'Takes `exp` in whole seconds, rounded up.', permits: EXP, apart: true },
  'leaves-by-and-by': { does: 'Closes at some time within the delay of a `reconnect`.', permits: RECONNECT },
  'no-delay': { does: 'A `reconnect` has a delay of 0.', permits: RECONNECT, apart: true },
  'refreshes-sessions': {
    does: 'Every session is refreshed a minute after its greeting: announced, and ended within the delay.',
    permits: `${RECONNECT} ${OWN_ACCORD}`,
    apart: true,
    // Nobody is there for a third heartbeat.
    leaves: ['heartbeat/ends-the-silent', 'heartbeat/ends-so', 'heartbeat/keeps-the-answering', 'heartbeat/forgiving'],
  },
  'refreshes-at-once': {
    does: 'Every session is refreshed 20 s after its greeting, at once.',
    permits: `${RECONNECT} ${OWN_ACCORD}`,
    apart: true,
    // Nobody is there for a heartbeat; and few stay until they leave.
    leaves: [
      ...['heartbeat/first', 'heartbeat/on-time', 'heartbeat/uptime', 'heartbeat/ends-the-silent', 'heartbeat/ends-so'],
      ...['heartbeat/keeps-the-answering', 'heartbeat/forgiving', 'closing/stays-open'],
    ],
  },
  'rolls-out': {
    does: 'Every fourth connection has to move to a new server once it has been told five things: in turn it is asked to reconnect, and told of a shutdown.',
    permits: `${RECONNECT} Shutdown: \`connection:closed\` (\`server_shutdown\`), close 1001. ${OWN_ACCORD}`,
    apart: true,
    leaves: [],
  },
  'reversed-keys': {
    does: 'The members of every object come in another order.',
    permits: 'One JSON message per text frame; the members of a JSON object have no order.',
  },
  'reversed-lists': { does: 'Answers name channels in reverse.', permits: AS_SETS },
  'names-each-once': { does: 'Answers name a channel once that the command names twice.', permits: AS_SETS },
  'other-words': { does: 'Errors and farewells have other texts.', permits: WORDS },
  'names-channels-first': {
    does: 'A list that holds both an unknown channel and something that is no text brings `SUBSCRIPTION_ERROR`.',
    permits: 'The codes of errors are given; nothing is said of which of two mistakes is told.',
  },
  'another-version': {
    does: 'The greeting has another version, and another kind of id.',
    permits: '`connection:ack {connectionId text, serverTime ms, version text}`.',
  },
  'takes-contradictions': {
    does: 'An update of an order that contradicts itself is taken with a 202, and reaches nobody.',
    permits: 'Facts hold for all that a server sends; elsewhere refusing or taking it is free.',
  },
  'control-conflicts': {
    does: 'A control message cannot be published: 409.',
    permits: 'Control and connection messages cannot be published (400 or 409).',
  },
  thinks: {
    does: 'Greets, and carries each command out, after a while of up to 40 ms, in order.',
    permits: `A command’s effect is in force once its answer has been received. ${EITHER_WAY}`,
    waits: true,
  },
  'in-force-at-once': {
    does: 'Carries each command out at once, and answers up to 40 ms later, events overtaking the answer.',
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
  'newest-first': { does: 'Hands each event to the newest connection first.', permits: CAUSES },
  'pings-unasked': {
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
  'has-a-past': { does: 'There are positions, balances, prices and health from the beginning.', permits: FOREIGN },
  'lively-world': { does: 'Every 650 ms an order of others changes, or something else happens.', permits: FOREIGN },
  'lively-values': {
    does: 'Every 2.3 s positions, balances, prices or health change by themselves.',
    permits: `All sessions see the same world. ${FOREIGN}`,
    apart: true,
  },
  'undeclared-fields': {
    does: 'Every message and its data have a field that nobody declared.',
    permits: UNDECLARED,
    warns: ['messages/declared-fields'],
    apart: true,
  },
  'undeclared-messages': {
    does: 'A notice that nobody declared follows the greeting.',
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

/** What is left without anything to judge it by, where a server that takes these freedoms takes leave of its own accord. */
export const leavingOf = (taken: readonly FreedomName[]): readonly string[] | undefined => {
  const left = taken.flatMap((name) => declared(name).leaves ?? []);
  return taken.some((name) => declared(name).leaves) ? left : undefined;
};
