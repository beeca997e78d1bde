/** The first look: is there anybody at the other end who speaks this protocol at all? */
import { createKit } from '../plans/kit.ts';
import type { Suite } from '../suites/suite.ts';
import type { ExamineOptions } from './examine-options.ts';
import type { Performer } from './performer.ts';
import { type Plan, plan } from './plan.ts';
import { Trouble } from './trouble.ts';

/** The least that anybody who is alive can do: take a connection, and say something. */
const hello = ({ protocol, reader }: Suite, { driver }: ExamineOptions): Plan => {
  const kit = createKit(protocol, reader);
  return !protocol.promises.credentials || driver.hooks.has('token') || driver.identity !== undefined
    ? plan(kit.connect('a'), kit.fence('a'), kit.settle())
    : plan(kit.connect('a', '⟨user1⟩', { token: 'missing' }));
};

/** Speaks a little, and each time a little more or less: a fault that counts must not be met in step with its count. */
export const loosen = async (suite: Suite, performer: Performer, nth: number): Promise<void> => {
  const kit = createKit(suite.protocol, suite.reader);
  const fences = Array.from({ length: nth % 3 }, () => kit.fence('a'));
  await performer.perform(plan(kit.connect('a'), ...fences), []);
};

/** Whether the server still takes connections and says anything on them; it gets all the time that it had at first. */
export const alive = async (suite: Suite, performer: Performer, options: ExamineOptions): Promise<boolean> => {
  const { entries } = await performer.perform(hello(suite, options), [], { patient: true });
  return entries.some(({ kind }) => kind === 'received' || kind === 'closed');
};

/**
 * Connects once, as the protocol would, and asks for one answer. Gives the round trip in ms of real time.
 * A server that says nothing the protocol knows is not examined: it throws.
 */
export const greet = async (suite: Suite, performer: Performer, options: ExamineOptions): Promise<number> => {
  const { protocol } = suite;
  const { driver, target } = options;
  const known = !protocol.promises.credentials || driver.hooks.has('token') || driver.identity !== undefined;
  const began = performer.elapsed();
  const { entries, witnessed } = await performer.perform(hello(suite, options), []);
  const took = performer.elapsed() - began;
  if (witnessed.messages > 0) return took / 4;
  const failedHook = entries.find((entry) => entry.kind === 'told' && entry.answer.status !== 'done');
  if (failedHook?.kind === 'told' && failedHook.answer.status !== 'done') {
    throw new Trouble(
      'DRIVER',
      `The control interface does not work: ${failedHook.hook} came to "${failedHook.answer.error}". Nothing can be examined without it; check --control, or leave it out.`,
    );
  }
  const refused = entries.find((entry) => entry.kind === 'refused');
  if (refused?.kind === 'refused')
    throw new Trouble(
      'UNREACHABLE',
      `${target} refused the connection: ${refused.because}. Check the address and the path (${protocol.path}).`,
    );
  const first = entries.find((entry) => entry.kind === 'received');
  if (first?.kind === 'received') {
    throw new Trouble(
      'NOT_THIS_PROTOCOL',
      `${target} speaks, but not ${protocol.id}: its first message is ${JSON.stringify(first.text.slice(0, 80))}. Check --protocol and the path.`,
    );
  }
  const closed = entries.find((entry) => entry.kind === 'closed');
  if (
    !known &&
    closed?.kind === 'closed' &&
    closed.code !== undefined &&
    !entries.some(({ kind }) => kind === 'silence')
  )
    return took / 4;
  if (closed?.kind === 'closed' && closed.trouble !== undefined) {
    throw new Trouble(
      'NOT_THIS_PROTOCOL',
      `${target} takes connections, but does not keep to RFC 6455: ${closed.trouble}.`,
    );
  }
  throw new Trouble(
    'NOT_THIS_PROTOCOL',
    `${target} takes connections but never says anything that ${protocol.id} knows. Check --protocol and the path (${protocol.path}).`,
  );
};
