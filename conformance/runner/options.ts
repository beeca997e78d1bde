/** What a conformance test in a test runner is given. */
import type { ProtocolId } from '../../schemas/index.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { DriverFile } from '../drivers/define-driver.ts';
import type { Reach } from '../drivers/reach.ts';
import type { Identity } from '../engine/driver.ts';
import type { Report } from '../engine/report.ts';

/** A server that was started for a test. What it says of its hooks goes before what the test says. */
export interface Started {
  /** Where it listens, such as `ws://127.0.0.1:8080/ws`. */
  readonly url: string;
  /** Its control interface, as for `--control`. */
  readonly control?: string;
  /** Its hooks as functions, as for `--driver`. */
  readonly driver?: DriverFile;
  /** Called once the examination is over, however it ended. */
  readonly stop?: () => unknown;
}

/** What to examine in a test, how hard, and what is made of the outcome. All durations in ms. */
export interface ConformanceOptions {
  /** The id of a protocol that ships with wireproof, or one of your own. */
  readonly protocol: ProtocolId | Protocol;
  /** The URL of a server that is running, or what starts one. */
  readonly target: string | (() => string | Started | Promise<string | Started>);
  /** The hooks as functions, as a driver file has them. */
  readonly driver?: DriverFile;
  /** The URL of the control interface, in place of functions. */
  readonly control?: string;
  /** What the control interface wants to be shown. */
  readonly secret?: string;
  /** Virtual where the server can advance its time, unless given. */
  readonly clock?: 'real' | 'virtual';
  readonly reach?: Reach;
  readonly identity?: Identity;
  /** Ids, or prefixes of ids that end in `*`; all unless given. */
  readonly only?: readonly string[];
  /** Equal seeds give equal plans; drawn unless given, and told with each failure. */
  readonly seed?: number;
  /** Runs one plan of a seed, as a failure tells it. */
  readonly path?: string;
  /** Random plans to draw. */
  readonly runs?: number;
  /** Ends the examination after so long, with a verdict; twice the expectation unless given. */
  readonly budget?: number;
  /** How long what is due is waited for; 10 s unless given. */
  readonly patience?: number;
  /** Ids that are expected to fail; one that passes fails its test. */
  readonly known?: readonly string[];
  /** A SHOULD that fails, fails its test. */
  readonly strict?: boolean;
  /** What becomes of a MUST that could not be judged; skipped, with the reason, unless given. */
  readonly unjudged?: 'skip' | 'fail';
  /** Is given the whole report, to be written in any format. */
  readonly onReport?: (report: Report) => unknown;
}
