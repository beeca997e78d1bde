/** The catalog of streams, in the order in which documents list them. */
import { events } from './events.ts';
import { markets } from './markets.ts';
import { trading } from './trading.ts';
import { transitions } from './transitions.ts';

/** Every stream, by name. */
export const streams = { ...events, ...markets, ...transitions, ...trading };
/** The name of a stream. */
export type StreamName = keyof typeof streams;
