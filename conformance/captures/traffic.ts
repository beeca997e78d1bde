/** Traffic: what passes on connections right now, judged as it comes, for programs that stand between or beside. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Report } from '../engine/report.ts';
import { suiteOf } from '../suites/index.ts';
import { createJudging } from './judging.ts';
import type { Breach } from './scope.ts';
import type { Sight } from './witnessing.ts';

/** By what traffic is judged. */
export interface TrafficOptions {
  readonly protocol: Protocol;
  /** What the report calls it; `the traffic` unless given. */
  readonly name?: string;
  /** How far instants may be from the truth, in ms; durations are judged only where it is given. Every ping is told then. */
  readonly resolution?: number;
  /** Hears of each requirement that is found broken, as soon as that is a failure; `seq` counts what was taken, from 1. */
  readonly found?: (breach: Breach) => void;
}

/** Judges traffic. */
export interface Traffic {
  /** Takes one thing that was seen; `at` is when, in ms since any instant, by one clock. */
  readonly take: (sight: Sight, at?: number) => void;
  /** What all of it came to; nothing more is taken after it. */
  readonly report: () => Report;
}

/** Begins to judge traffic, as `wireproof proxy` does. */
export const judgeTraffic = ({ protocol, name = 'the traffic', resolution, found }: TrafficOptions): Traffic => {
  const startedAt = new Date().toISOString();
  const judging = createJudging({
    suite: suiteOf(protocol),
    ...(resolution !== undefined && { resolution }),
    ...(found && { found }),
  });
  let place = 0;
  return {
    take: (told, at) => judging.take({ place: ++place, told, ...(at !== undefined && { at }) }),
    report: () => judging.report({ target: name, startedAt, capture: { format: 'proxy', places: 'message' } }),
  };
};
