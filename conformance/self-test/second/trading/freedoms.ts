/**
 * What the text of trading leaves to a server, taken otherwise than others take it. Each freedom names the sentence that
 * permits it: of the protocol's text, of the control interface (control.md) or of the decisions.
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
const REFUSAL =
  'How it is told: `connection.error` and a disconnect, or a Socket.IO connect error with that code in `data.code`.';
const UNKNOWN = 'An unknown event: that, or nothing.';
const OPTIONAL = 'Optional fields may be left out.';
const BESIDE = 'A command sent with a Socket.IO acknowledgement is acknowledged, beside any `connection.error`.';
const TIMERS = 'Timers are due within 500 ms or a twentieth of their period, whichever is more, each gap by itself.';
const EXP = '`exp` (fractions of a second allowed, and so is rounding: examined with 1 s of tolerance).';
const INSTANTS = 'Instants are ISO 8601 UTC with `Z`; nothing is said of their fractions.';
const CODES = 'The codes of errors are given; nothing is said of their texts.';
const CAUSES =
  'Application messages leave a connection in the order of their causes; nothing is said of how soon, or of several connections.';
const OWN_ACCORD =
  'Of its own accord, and at any time after the greeting, the server may end a connection for a reason that it may have by itself.';
const FOREIGN = 'A server may have other clients, and a past: an event that nobody of ours published is foreign.';
const UNDECLARED = 'An undeclared field is no breach; reported as a SHOULD. The same goes for undeclared messages.';

/** Every freedom, by name. */
export const freedoms = {
  'refuses-by-connect-error': {
    does: 'Whoever is not let in is told so by a connect error; at leisure, every second one is.',
    permits: REFUSAL,
  },
  'refuses-at-leisure': {
    does: 'Whoever is not let in is disconnected three seconds after the error.',
    permits: 'The connection ends within 5 s of the namespace CONNECT.',
  },
  'warns-at-nine-and-ten': {
    does: 'Warns again at the ninth and the tenth message.',
    permits: 'More of them at 9 and 10 are free.',
  },
  'counts-no-unknown-events': {
    does: 'Unknown events do not count.',
    permits: 'Whether unknown events count is free.',
  },
  'ignores-unknown-events': { does: 'Unknown events get no answer at all.', permits: UNKNOWN },
  'shuts-out-others': {
    does: 'In a cool-down, a command on another connection of that user ends that one as well.',
    permits: 'What a further command on another open connection of that user brings in these 60 s is free.',
  },
  'deaf-in-a-cool-down': {
    does: 'In a cool-down, commands on other connections of that user are not heard.',
    permits: 'What a further command on another open connection of that user brings in these 60 s is free.',
    apart: true,
  },
  'bare-sync': { does: '`state.sync` leaves optional fields out.', permits: OPTIONAL },
  'lists-in-reverse': {
    does: 'Lists in `state.sync` begin with the newest.',
    permits: 'Lists in answers are compared as sets, save where their order is named.',
  },
  'rounds-sums': {
    does: 'Sums in `state.sync` are rounded to cents.',
    permits: 'Equal means within 1e-6 relative or 0.01 absolute, whichever is larger.',
  },
  'acknowledges-first': { does: 'Acknowledges a command before it says anything else about it.', permits: BESIDE },
  'other-words': { does: 'All texts for people are others.', permits: CODES },
  'other-sessions': {
    does: 'Sessions have other names.',
    permits: '`sessionId` is a text; nothing else is said of it.',
  },
  'shuts-down-by-and-by': {
    does: 'Every connection is told of a shutdown, and ended, 20 s after its greeting.',
    permits: OWN_ACCORD,
    apart: true,
    leaves: [],
  },
  'rolls-out': {
    does: 'Every fourth connection is told of a shutdown, and ended, once it has been told five things.',
    permits: OWN_ACCORD,
    apart: true,
    leaves: [],
  },
  'reversed-keys': {
    does: 'The members of every object come in another order.',
    permits: 'The members of a JSON object have no order.',
  },
  'whole-seconds': { does: 'Its own instants have no fractions.', permits: INSTANTS },
  microseconds: { does: 'Its own instants have six digits of fraction.', permits: INSTANTS, apart: true },
  'resets-at-the-next-second': {
    does: 'A warning tells the reset in whole seconds, rounded up.',
    permits: 'True `resetAt` (the oldest counted message + 60 s, to the second).',
  },
  'rounds-exp-down': { does: 'Takes `exp` in whole seconds, rounded down.', permits: EXP },
  'rounds-exp-up': { does: 'Takes `exp` in whole seconds, rounded up.', permits: EXP, apart: true },
  'full-seconds-left': {
    does: 'A warning tells the seconds that are left in full, rounding down.',
    permits: '`token.expiring` with the seconds left: an int.',
    apart: true,
  },
  'late-warnings': { does: 'Warns of a token’s end up to 400 ms late.', permits: TIMERS },
  'late-quotes': { does: 'What was held of a symbol comes up to 400 ms late.', permits: TIMERS },
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
  'takes-what-it-ignores': {
    does: 'What breaks a lifecycle is taken with a 202, and reaches nobody.',
    permits: 'Elsewhere refusing or taking it is free.',
  },
  'closes-by-and-by': {
    does: 'The hook `close` ends one connection after the other, 10 ms apart.',
    permits: 'Ends that subject’s connections in the protocol’s own way, under `advance` as time goes on.',
  },
  'resets-by-force': { does: 'The hook `reset` cuts connections off.', permits: 'Connections ended (how is free).' },
  'has-a-past': { does: 'Other users have positions, trades and cash already.', permits: FOREIGN },
  'lively-world': { does: 'Something happens to other users every 650 ms.', permits: FOREIGN },
  'undeclared-fields': {
    does: 'Every message has a field that nobody declared.',
    permits: UNDECLARED,
    warns: ['messages/declared-fields'],
    apart: true,
  },
  'undeclared-messages': {
    does: 'Whoever is let in is told something that nobody declared.',
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
