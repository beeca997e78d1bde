/** Observing: somebody who asks for all there is, and then does nothing but listen. */
import { type Plan, plan } from '../engine/plan.ts';
import type { Kit } from './kit.ts';

/** The plan of an observation that lasts so many ms. */
export const observation = (kit: Kit, ms: number): Plan =>
  plan(kit.connect('a'), kit.listen('a'), kit.settle(), { do: 'wait', ms }, kit.settle());
