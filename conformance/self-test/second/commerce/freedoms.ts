/**
 * What the text of commerce leaves to a server, taken otherwise than the reference server takes it. Each freedom names
 * the sentence that permits it: of the protocol's text, of the control interface (control.md) or of the decisions.
 */

/** One thing that a server may do otherwise. */
export interface Freedom {
  readonly does: string;
  /** The sentence that permits it. */
  readonly permits: string;
  /** The requirements (all of them SHOULDs) that warn of it, without the protocol's id. */
  readonly warns?: readonly string[];
  /** Taken only by itself, since another freedom decides the same thing in another way. */
  readonly apart?: true;
  /** It waits by its own clock before it answers, so that it says nothing while that clock stands still. */
  readonly waits?: true;
  /** It takes leave of clients of its own accord: so much, without the protocol's id, is left without anything to judge it by. */
  readonly leaves?: readonly string[];
}

const EITHER_WAY = 'What is published between the sending and the answer may go either way.';
const TIMERS = 'Timers are due within 500 ms or a twentieth of their period, whichever is more, each gap by itself.';
const FIRST_PING = 'WebSocket ping every 30 s, the first within 30 s of connecting.';
const EXP = '`exp` (fractions of a second allowed, and so is rounding: examined with 1 s of tolerance).';
const EXPIRY = 'At `exp` the connection is closed with 4001; an error before it is free.';
const SHOULD_CODE = 'A stable `code` beside it is a SHOULD.';
const INSTANTS = 'Instants are ISO 8601 UTC with `Z`; nothing is said of their fractions.';
const CAUSES =
  'Application messages leave a connection in the order of their causes; nothing is said of how soon, or of several connections.';
const OWN_ACCORD =
  'Of its own accord, and at any time after the greeting, the server may end a connection for a reason that it may have by itself.';
const FOREIGN = 'A server may have other clients, and a past: an event that nobody of ours published is foreign.';

/** Every freedom, by name. */
export const freedoms = {
  'silent-expiry': { does: 'Says nothing before the 4001 at expiry.', permits: EXPIRY },
  'expiry-in-own-words': { does: 'Tells of the expiry in words of its own.', permits: EXPIRY, apart: true },
  'rounds-exp-down': { does: 'Takes `exp` in whole seconds, rounded down.', permits: EXP },
  'rounds-exp-up': { does: 'Takes `exp` in whole seconds, rounded up.', permits: EXP, apart: true },
  'no-codes': { does: 'Errors have no code.', permits: SHOULD_CODE, warns: ['errors/code'] },
  'refuses-without-a-word': {
    does: 'A bad token brings the close alone.',
    permits: 'Bad or missing token: close 4001, SHOULD be preceded by an error.',
    warns: ['credentials/says-why'],
    apart: true,
  },
  'refuses-at-leisure': {
    does: 'Whoever is not let in is closed two seconds after the error.',
    permits: `Bad or missing token: close 4001, SHOULD be preceded by an error. ${CAUSES}`,
  },
  'any-prefix-is-a-channel': {
    does: 'Whatever holds a colon is well formed: refused as not authorized, and given up with a confirmation.',
    permits: 'For `order:`, an unknown prefix or another case, either refusal is accepted.',
  },
  'one-answer-for-repeats': {
    does: 'A channel named twice in one list is answered once.',
    permits: 'Does the same channel twice in one list get two answers? Free.',
  },
  'rolls-out': {
    does: 'Every fourth connection is closed with 1001 once it has been told five things.',
    permits: `${OWN_ACCORD} The code of a shutdown, 1001, tells it.`,
    apart: true,
    leaves: [],
  },
  'reversed-keys': {
    does: 'The members of every object come in another order.',
    permits: 'One JSON message per text frame; the members of a JSON object have no order.',
  },
  'whole-seconds': { does: 'Its instants have no fractions.', permits: INSTANTS },
  microseconds: { does: 'Its instants have six digits of fraction.', permits: INSTANTS, apart: true },
  'rounds-money': {
    does: 'Amounts are rounded to cents.',
    permits: 'Equal means within 1e-6 relative or 0.01 absolute, whichever is larger.',
  },
  'closes-with-a-frame': {
    does: 'Who owes a pong is closed with 1008.',
    permits: 'No pong by the next one: the connection is terminated, with or without a close frame.',
  },
  'no-close-reasons': {
    does: 'Close frames bear a code alone.',
    permits: 'The code of a close is the one in the close frame received; nothing is said of its reason.',
  },
  'pings-together': { does: 'All connections are pinged at the same instants.', permits: FIRST_PING },
  'pings-at-once': { does: 'The first ping comes before the greeting.', permits: FIRST_PING, apart: true },
  'uneven-pings': { does: 'Every ping is up to 1.4 s early.', permits: TIMERS },
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
  'item-by-item': {
    does: 'Takes a while for each channel of a list, letting events pass in between.',
    permits: `Per channel, in order, either subscribed or an error. ${EITHER_WAY}`,
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
  'has-a-past': {
    does: 'Orders, disputes, shipments and proposals of other users are there already.',
    permits: FOREIGN,
  },
  'lively-world': {
    does: 'Something happens every 650 ms: to proposals, and to orders of whoever is connected.',
    permits: FOREIGN,
  },
  'others-have-a-part': {
    does: 'Others vote right behind each vote, and carriers report right behind each report.',
    permits: FOREIGN,
    apart: true,
  },
  undeclared: {
    does: 'Every message has a field that nobody declared, and a notice follows the greeting.',
    permits: 'That a server sends an undeclared field is reported all the same, as a SHOULD.',
    warns: ['messages/declared', 'messages/declared-fields'],
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

/** What is left without anything to judge it by, where a server that takes these freedoms takes leave of its own accord. */
export const leavingOf = (taken: readonly FreedomName[]): readonly string[] | undefined => {
  const left = taken.flatMap((name) => declared(name).leaves ?? []);
  return taken.some((name) => declared(name).leaves) ? left : undefined;
};
