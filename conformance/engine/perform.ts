/** Performs one plan on a server through a driver, and writes down what happens. It judges nothing. */
import { lateness } from './durations.ts';
import { createGuests, type Stage } from './guests.ts';
import { rename } from './names.ts';
import type { Plan, Step } from './plan.ts';

/** The longest announced delay that is waited for, in ms. */
const LONGEST = 60_000;

/** The steps that concern more than one client. */
type Joint = Extract<Step, { do: 'publish' | 'fetch' | 'wait' | 'settle' | 'leave' | 'end' | 'reset' }>;

/** Performs a plan to its end; resolves when every connection it opened is closed. */
export const perform = async (plan: Plan, stage: Stage): Promise<void> => {
  const { track, name } = stage;
  const { clock } = stage.driver;
  const guests = createGuests(stage);
  const { cut, when } = guests;
  const { timed } = stage;

  const end = async (step: Extract<Step, { do: 'end' }>): Promise<void> => {
    const subject = step.user === undefined ? {} : { subject: name(step.user) };
    const answer = await guests.call('close', { ...subject, reason: step.reason });
    if (answer.status !== 'done') return;
    const open = () =>
      [...track.scene.connections.values()].filter(
        ({ state, causes }) => state !== 'closed' && causes.some(({ why }) => why === 'asked'),
      );
    await guests.until(() => open().every(({ leave }) => leave?.delay !== undefined), undefined, open);
    // A close that was announced for later is waited for as long as that.
    const gone = open().flatMap(({ leave }) => (leave?.delay === undefined ? [] : [leave.at + within(leave.delay)]));
    if (gone.length > 0) await clock.until(Math.max(...gone));
    await guests.until(() => open().length === 0, undefined, open);
  };

  const together = async (steps: readonly Step[]): Promise<void> => {
    for (const _ of steps.slice(1)) clock.enter(timed);
    let running = steps.length;
    await Promise.all(
      steps.map(async (inner) => {
        await take(inner);
        if (--running > 0) clock.leave(timed);
      }),
    );
  };

  const take = async (step: Step): Promise<void> => {
    if (cut()) return;
    switch (step.do) {
      case 'connect':
        return guests.connect(step);
      case 'send':
        return when(step.client, () =>
          guests.send(step.client, 'text', JSON.stringify(guests.seen(rename(step.frame, name))), step),
        );
      case 'pad':
        return when(step.client, () => guests.send(step.client, 'text', padded(rename(step.frame, name), step.bytes)));
      case 'text':
        return when(step.client, () => guests.send(step.client, 'text', name(step.text), step));
      case 'binary':
        return when(step.client, () => guests.send(step.client, 'binary', name(step.text)));
      case 'ping':
        return when(step.client, () => guests.ping(step.client, name(step.text)));
      case 'break':
        return when(step.client, () => guests.break(step.client, step.how));
      case 'together':
        return together(step.steps);
      case 'repeat':
        for (let time = 0; time < step.times && !cut(); time++) for (const inner of step.steps) await take(inner);
        return;
      default:
        await guests.gather();
        return cut() ? undefined : takeWithAll(step);
    }
  };

  /** Takes a step before which everybody who connects must have arrived. */
  const takeWithAll = async (step: Joint): Promise<void> => {
    switch (step.do) {
      case 'publish':
        await guests.call(
          'publish',
          {
            ...{ event: step.event, payload: rename(step.body, name) },
            ...(step.user !== undefined && { subject: name(step.user) }),
          },
          step.refused,
        );
        return;
      case 'fetch':
        return guests.fetch(step);
      case 'reset':
        await guests.call('reset', {});
        return;
      case 'wait':
        return clock.until(clock.now() + step.ms);
      case 'settle':
        return guests.settle(step.client === undefined ? guests.present() : [step.client]);
      case 'leave':
        return guests.leave([step.client], step.abruptly ?? false);
      case 'end':
        return end(step);
    }
  };

  clock.enter(timed);
  try {
    for (const step of plan.steps) await take(step);
    await guests.gather();
    if (!cut()) await guests.settle(guests.present());
    guests.leave(guests.present(), cut());
    await guests.gone();
    track.add({ kind: 'end', cut: cut() });
  } finally {
    clock.leave(timed);
    track.close();
  }
};

/** How long a close may take that was announced for so many ms later, as far as anybody waits for it. */
const within = (delay: number): number => Math.min(delay, LONGEST) + lateness(Math.min(delay, LONGEST));

/** JSON of a frame with one more member, so that it has exactly so many bytes. */
const padded = (frame: unknown, bytes: number): string => {
  const bare = JSON.stringify({ ...(frame as Readonly<Record<string, unknown>>), padding: '' });
  return `${bare.slice(0, -2)}${'x'.repeat(Math.max(0, bytes - Buffer.byteLength(bare)))}"}`;
};
