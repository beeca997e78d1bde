/** Sounds: what a moment holds, as far as oracles tell moments apart by it; each hears only the sounds that it can use. */
import type { Moment } from '../scene/scene.ts';
import type { Happening } from './history.ts';

/**
 * What may be heard in a moment: what kind of entry it is, which kind of message came, and what else it means.
 * `reached`: a publication comes for the first time to somebody who wants it. `stray`: an event comes to somebody who does not.
 * `foreign`: an event comes that was not published here, or came before. `misstep`: what must be refused is asked for.
 * `reset`: everything is to be forgotten.
 */
const SOUNDS = [
  ...(['opening', 'opened', 'refused', 'sent', 'received', 'ping', 'leaving', 'closed', 'asked', 'told'] as const),
  ...(['fetching', 'fetched', 'silence', 'stall', 'end'] as const),
  ...(['control', 'event', 'command', 'reply', 'unasked', 'farewell'] as const),
  ...([
    'delivery',
    'reached',
    'stray',
    'foreign',
    'spared',
    'misstep',
    'reset',
    'numbered',
    'lost',
    'unanswered',
    'proof',
  ] as const),
] satisfies readonly (
  | Happening['kind']
  | 'control'
  | 'event'
  | 'reached'
  | 'stray'
  | 'foreign'
  | 'misstep'
  | 'reset'
  | keyof Moment
)[];

/** Who hears pings hears those of either side, and what becomes of them: there is no room for more sounds than thirty-two. */
const PINGS = ['pinging', 'ponged', 'unponged'] as const;

/** One sound. */
export type Sound = (typeof SOUNDS)[number];

const own = SOUNDS.map((sound, nth) => [sound, 1 << nth] as const);
const bits = Object.fromEntries([
  ...own,
  ...PINGS.map((kind) => [kind, 1 << SOUNDS.indexOf('ping')] as const),
]) as Readonly<Record<Sound | Happening['kind'], number>>;

/** Several sounds as one number. */
export type Chord = number;

/** Every sound there is: what hears them all hears every moment. */
const ALL: Chord = -1;

/** What an oracle hears; one that does not say hears everything. */
export const chordOf = (hears: readonly Sound[] | undefined): Chord =>
  hears ? hears.reduce((chord, sound) => chord | bits[sound], 0) : ALL;

/** What is to be heard in a moment. */
export const soundsIn = (moment: Moment): Chord => {
  const { entry } = moment;
  let chord = bits[entry.kind];
  if (entry.kind === 'asked' || entry.kind === 'told') {
    if (entry.refused) chord |= bits.misstep;
    if (entry.hook === 'reset') chord |= bits.reset;
  }
  if (moment.message) chord |= moment.message.kind === 'event' ? bits.event : bits.control;
  if (moment.command) chord |= bits.command;
  if (moment.reply) chord |= bits.reply;
  if (moment.unasked) chord |= bits.unasked;
  if (moment.farewell) chord |= bits.farewell;
  if (moment.delivery) {
    chord |= bits.delivery;
    if (moment.delivery.first) chord |= bits.reached;
    if (moment.delivery.via?.length === 0) chord |= bits.stray;
    if (!moment.delivery.of || moment.delivery.again) chord |= bits.foreign;
  }
  if (moment.spared) chord |= bits.spared;
  if (moment.numbered) chord |= bits.numbered;
  if (moment.lost) chord |= bits.lost;
  if (moment.proof !== undefined) chord |= bits.proof;
  if (moment.unanswered) chord |= bits.unanswered;
  return chord;
};

/** Both, as long as both say what they hear. */
export const together = (
  one: readonly Sound[] | undefined,
  two: readonly Sound[] | undefined,
): { readonly hears?: readonly Sound[] } => (one && two ? { hears: [...new Set([...one, ...two])] } : {});
