/** Runs all checks on a control interface and tells what became of each. Nothing that it answers is an exception. */
import { type About, type HookName, HOOKS } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { reader as createReader } from '../../schemas/reader.ts';
import type { Clock } from '../engine/clock.ts';
import type { Driver } from '../engine/driver.ts';
import { naming } from '../engine/names.ts';
import { Trouble } from '../engine/trouble.ts';
import { ABOUT, essential } from './about.ts';
import type { Ask, Came } from './asking.ts';
import { attentive, LATE } from './attentive.ts';
import type { Bench, Check, Outcome, Part } from './check.ts';
import { checks } from './checks.ts';
import { objectIn } from './demand.ts';
import { createEnter } from './witness.ts';

/** What to examine, and with what. Durations in ms. */
export interface DiagnoseOptions {
  readonly protocol: Protocol;
  readonly ask: Ask;
  readonly secret?: string;
  /** Connects to the server, where its URL is known. */
  readonly connect?: Driver['connect'];
  readonly clock: Pick<Clock, 'now' | 'until' | 'patiently'>;
  readonly patience: number;
  /** After so long, nothing more is asked. */
  readonly budget: number;
  /** Whether time may be moved: the server's stands still from then on. */
  readonly mayAdvance: boolean;
  /** Makes names that no other run has had. */
  readonly nonce: string;
  /** Lays the numbers of a build over the protocol; throws `Trouble` where that cannot be done. */
  readonly merge: (protocol: Protocol, numbers: About['promises']) => Protocol;
  readonly onProgress?: (done: number, of: number, id: string) => void;
}

/** A check and what became of it. */
export interface Checked extends Pick<Check, 'id' | 'part' | 'level' | 'statement' | 'says' | 'mend'> {
  readonly outcome: Outcome;
}

/** What became of all checks. */
export interface Diagnosis {
  readonly checked: readonly Checked[];
  /** The hooks that the control interface names; left out where that could not be found out. */
  readonly hooks?: readonly HookName[];
  readonly mayAdvance: boolean;
  /** Why it could not be brought to its end. */
  readonly cut?: string;
  /** The tokens that were handed out: none of them may be shown. */
  readonly tokens: readonly string[];
}

const isHook = (part: Part): part is Part & HookName => (HOOKS as readonly string[]).includes(part);

/** Why a check cannot be run, if it cannot. */
const obstacle = (check: Check, bench: Bench, silent: ReadonlySet<string>): string | undefined => {
  const own = isHook(check.part) ? [check.part] : [];
  if (check.part === 'advance' && bench.hooks.has('advance') && !bench.mayAdvance) {
    return "only with --advance: from the first call on, the server's time stands still";
  }
  if (check.part === 'token' && !bench.protocol.promises.credentials) return 'the protocol asks for no token';
  const connects = bench.protocol.promises.credentials ? [] : ['token'];
  const needs = [...own, ...(check.needs ?? [])].filter(
    (hook) => own.includes(hook as never) || !connects.includes(hook),
  );
  const lacking = needs.find((hook) => !bench.hooks.has(hook));
  if (lacking !== undefined) return `the hook ${lacking} is not offered`;
  const lost = needs.find((hook) => silent.has(hook));
  if (lost !== undefined) return `the hook ${lost} does not answer`;
  if (check.witness && !bench.enter) return "only with the server's WebSocket URL";
  return undefined;
};

/** Whether an answer to the first question can be taken for what it is; throws where nothing can be examined. */
const greet = (came: Came, secret: string | undefined): void => {
  if (came.status === 'none' && !came.reached) {
    throw new Trouble(
      'UNREACHABLE',
      `The control interface cannot be reached: ${came.because}. Is it switched on, and is --control right?`,
    );
  }
  if (came.status === 401) {
    throw new Trouble(
      'USAGE',
      secret === undefined
        ? 'The control interface wants a secret (401), and none was given; give --control-secret (or WIREPROOF_SECRET).'
        : 'The control interface does not take the secret it was given (401): it must take `Authorization: Bearer` and the very secret; check --control-secret on both sides.',
    );
  }
};

/** Runs all checks; throws {@link Trouble} where there is nobody to examine. */
export const diagnose = async (options: DiagnoseOptions): Promise<Diagnosis> => {
  const { protocol: declared, secret, connect, clock, patience, mayAdvance, nonce, merge, onProgress } = options;
  const attention = attentive(options);
  const { ask } = attention;
  let protocol = declared;
  const merges = (numbers: unknown): string | undefined => {
    try {
      // That it is an object was checked first.
      protocol = merge(declared, numbers as About['promises']);
      return undefined;
    } catch (error) {
      if (error instanceof Trouble) return error.message;
      throw error;
    }
  };
  const all = checks(merges);
  const list = (outcomes: (check: Check) => Outcome): readonly Checked[] =>
    all.map((check) => ({ ...check, outcome: outcomes(check) }));

  const first = await ask(ABOUT);
  greet(first, secret);
  const fault = essential(first, declared.id);
  if (fault) {
    const skip: Outcome = { status: 'skipped', because: `${fault.check} does not hold` };
    const checked = list(({ id }) => (id === fault.check ? fault.wrong : skip));
    return { checked, mayAdvance, tokens: [] };
  }
  // It has been found to be one.
  const about = objectIn('text' in first ? first.text : '') as unknown as About;
  merges(about.promises);
  const reader = createReader(protocol);
  const hooks = HOOKS.filter((hook) => about.hooks.includes(hook));
  let tales = 0;
  const bench: Bench = {
    ...{ ask, protocol, reader, about, mayAdvance, clock, patience, hooks: new Set(hooks) },
    naming: () => naming(`${nonce}${(tales++).toString(36)}x`),
    ...(secret !== undefined && { secret }),
    ...(connect && { enter: createEnter({ connect, clock, protocol, reader, patience }) }),
  };

  const silent = new Set<string>();
  const outcomes = new Map<Check, Outcome>();
  for (const [done, check] of all.entries()) {
    onProgress?.(done, all.length, check.id);
    const last = check.id === 'doctor/errors/lives-on';
    const stop = attention.late()
      ? LATE
      : attention.gone() && !last
        ? 'nobody listens there any more'
        : obstacle(check, bench, silent);
    const outcome: Outcome = stop === undefined ? await check.run(bench) : { status: 'skipped', because: stop };
    if (outcome.status === 'wrong') {
      if (outcome.unanswered) silent.add(check.part);
      for (const hook of outcome.absent ?? []) silent.add(hook);
    }
    // What our own lack of time brought about is held against nobody, and in nobody's favour.
    const cutShort = attention.late() && (outcome.status !== 'wrong' || outcome.unanswered);
    outcomes.set(check, cutShort ? { status: 'skipped', because: LATE } : outcome);
  }
  return {
    checked: list((check) => outcomes.get(check) ?? { status: 'skipped', because: 'it was not run' }),
    ...{ hooks, mayAdvance, tokens: [...attention.tokens] },
    ...(attention.late() && { cut: `it took longer than ${Math.round(options.budget / 1000)} s` }),
  };
};
