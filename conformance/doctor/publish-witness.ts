/** Publishes before a witness: whether the event came, came before the 202's own time was over, and came unchanged. */
import type { Read } from '../../schemas/reader.ts';
import { createKit } from '../plans/kit.ts';
import { difference, at } from '../scene/pointer.ts';
import { createWorld } from '../scene/world.ts';
import { type Bench, type Outcome, skipped, SOUND, type Wrong } from './check.ts';
import { cameInWords, inWords } from './demand.ts';
import { publishing, type Sample, tell } from './samples.ts';
import { admit } from './token-witness.ts';
import { endInWords, type Witness } from './witness.ts';

/** What became of the three checks. */
export interface HandedOut {
  readonly reaches: Outcome;
  readonly inTime: Outcome;
  readonly unchanged: Outcome;
}

const all = (outcome: Outcome): HandedOut => ({ reaches: outcome, inTime: outcome, unchanged: outcome });

/** Whether a user may subscribe to a channel before anything has happened. */
const isOpenTo = ({ protocol }: Bench, user: string, channel: string): boolean => {
  const found = createWorld(protocol.promises).channel(channel);
  const right = found && protocol.promises.rights?.channels[found.template];
  if (!right || right.exists !== undefined) return false;
  return right.anyone === true || (right.users !== undefined && found.value === user);
};

/** The commands that subscribe to each channel. */
const subscribe = ({ protocol, reader }: Bench, witness: Witness, channels: readonly string[]): void => {
  const kit = createKit(protocol, reader);
  for (const channel of channels) {
    const step = kit.subscribe('witness', channel);
    if (step.do === 'send') witness.send(step.frame);
  }
};

const errorIn = ({ protocol }: Bench, reads: readonly Read[]): Read | undefined =>
  reads.find(({ kind, name }) => kind === 'control' && name === protocol.promises.errors?.message);

/** The delivery of a sample: the event about the same thing. */
const deliveryOf = ({ protocol }: Bench, { event, payload }: Sample, reads: readonly Read[]): Read | undefined => {
  const machine = Object.values(protocol.promises.lifecycle ?? {}).find((one) => one?.transitions[event]);
  const key = machine?.key;
  return reads.find(
    ({ kind, name, body }) =>
      kind === 'event' && name === event && (key === undefined || at(body, key) === at(payload, key)),
  );
};

const wrong = (sample: Sample, came: string, wanted: string): Wrong => ({
  ...{ status: 'wrong', asked: inWords(publishing(sample)), came, wanted },
});

/** Publishes one sample before a witness that is subscribed to its channels. */
const watch = async (
  bench: Bench,
  witness: Witness,
  sample: Sample,
  channels: readonly string[],
): Promise<HandedOut> => {
  const answer = await bench.ask(publishing(sample));
  if (answer.status !== 202)
    return all(skipped(`doctor/publish/accepts-beginnings does not hold: ${cameInWords({ hook: 'publish' }, answer)}`));
  const delivered = () => deliveryOf(bench, sample, witness.read());
  // What was handed out before the 202 is on its way before the answer to what is asked after it.
  const fenced = await witness.fence();
  const early = fenced === undefined ? delivered() : deliveryOf(bench, sample, witness.read().slice(0, fenced));
  if (!early && fenced === undefined) {
    return all(
      skipped(`the witness got no answer to a command (${endInWords(witness.ended())}): look at the server first`),
    );
  }
  const late = early ? undefined : await witness.until(() => delivered() !== undefined).then(delivered);
  const place = `a connection subscribed to ${channels.join(' and ')}`;
  if (!early && !late) {
    return {
      ...all(skipped('doctor/publish/reaches-the-entitled does not hold')),
      reaches: wrong(sample, `202, and no ${sample.event} about it on ${place}`, `the event on ${place}`),
    };
  }
  const altered = difference(sample.payload, (early ?? late)?.body);
  return {
    reaches: SOUND,
    inTime: early
      ? SOUND
      : wrong(
          sample,
          `202, then the answer to a later command on ${place}, and only then the event`,
          'the event before that answer',
        ),
    unchanged:
      altered === undefined
        ? SOUND
        : wrong(
            sample,
            `${altered || 'the payload'} as ${JSON.stringify(at((early ?? late)?.body, altered)) ?? 'nothing'}`,
            JSON.stringify(at(sample.payload, altered)) ?? 'the payload',
          ),
  };
};

const perform = async (bench: Bench): Promise<HandedOut> => {
  const { protocol, reader, naming } = bench;
  const name = naming();
  const user = name('⟨user1⟩');
  const births = tell(protocol, reader, name).births.map((sample) => ({
    sample,
    channels: sample.channels.filter((channel) => isOpenTo(bench, user, channel)),
  }));
  const channels = [...new Set(births.flatMap((birth) => birth.channels))];
  if (channels.length === 0) return all(skipped('no event goes out on a channel that is open before it happens'));

  const witness = await admit(bench, user);
  if ('status' in witness) return all(witness);
  try {
    subscribe(bench, witness, channels);
    const subscribed = await witness.fence();
    const error = errorIn(bench, witness.read());
    if (subscribed === undefined || error) {
      const came = error ? JSON.stringify(error.body).slice(0, 160) : endInWords(witness.ended());
      return all(skipped(`the server did not let the witness subscribe (${came}): \`wireproof test\` judges that`));
    }
    for (const { sample, channels: own } of births) {
      // What nobody may watch yet is published for what belongs to it.
      if (own.length === 0) await bench.ask(publishing(sample));
      else {
        const seen = await watch(bench, witness, sample, own);
        if (Object.values(seen).some(({ status }: Outcome) => status !== 'sound')) return seen;
      }
    }
    return all(SOUND);
  } finally {
    witness.leave();
  }
};

const performed = new WeakMap<Bench, Promise<HandedOut>>();

/** What publishing before a witness came to; it is done once for each bench. */
export const handedOut = (bench: Bench): Promise<HandedOut> => {
  const known = performed.get(bench) ?? perform(bench);
  performed.set(bench, known);
  return known;
};
