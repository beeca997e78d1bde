/** Publishes before a witness: whether the event came, came before the 202's own time was over, and came unchanged. */
import type { Read } from '../../schemas/reader.ts';
import type { Step } from '../engine/plan.ts';
import { errorMessages } from '../scene/error-kinds.ts';
import { difference, at } from '../scene/pointer.ts';
import { type Bench, type Outcome, skipped, SOUND, type Wrong } from './check.ts';
import { cameInWords, inWords } from './demand.ts';
import { listening } from './listening.ts';
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

const errorIn = ({ protocol }: Bench, reads: readonly Read[]): Read | undefined =>
  reads.find(({ kind, name }) => kind === 'control' && errorMessages(protocol.promises.errors).has(name));

/** The fields by which an event names what it is about: a thing, or a book. */
const keysOf = ({ protocol: { promises } }: Bench, event: string): readonly string[] => {
  if (event === promises.books?.delta) return promises.books.key;
  const machines = Object.values(promises.lifecycle ?? {}).filter((one) => one.transitions[event]);
  return machines.slice(0, 1).map(({ key }) => key);
};

/** The delivery of a sample: the event about the same thing. */
const deliveryOf = (bench: Bench, { event, payload }: Sample, reads: readonly Read[]): Read | undefined =>
  reads.find(
    ({ kind, name, body }) =>
      kind === 'event' && name === event && keysOf(bench, event).every((key) => at(body, key) === at(payload, key)),
  );

const wrong = (sample: Sample, came: string, wanted: string): Wrong => ({
  ...{ status: 'wrong', asked: inWords(publishing(sample)), came, wanted },
});

/** Publishes one sample before a witness that has asked for it; `place` says by what. */
const watch = async (bench: Bench, witness: Witness, sample: Sample, place: string): Promise<HandedOut> => {
  const before = witness.read().length;
  const since = () => witness.read().slice(before);
  const answer = await bench.ask(publishing(sample));
  if (answer.status !== 202)
    return all(skipped(`doctor/publish/accepts-beginnings does not hold: ${cameInWords({ hook: 'publish' }, answer)}`));
  const delivered = () => deliveryOf(bench, sample, since());
  // What was handed out before the 202 is on its way before the answer to what is asked after it.
  const fenced = await witness.fence();
  const early = fenced === undefined ? delivered() : deliveryOf(bench, sample, witness.read().slice(before, fenced));
  if (!early && fenced === undefined) {
    return all(
      skipped(`the witness got no answer to a command (${endInWords(witness.ended())}): look at the server first`),
    );
  }
  const late = early ? undefined : await witness.until(() => delivered() !== undefined).then(delivered);
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

/** A witness asks for something; gives why it cannot have it. */
const ask = async (bench: Bench, witness: Witness, steps: readonly Step[]): Promise<Outcome | undefined> => {
  const before = witness.read().length;
  for (const step of steps) if (step.do === 'send') witness.send(step.frame);
  const answered = await witness.fence();
  const error = errorIn(bench, witness.read().slice(before));
  if (answered !== undefined && !error) return undefined;
  const came = error ? JSON.stringify(error.body).slice(0, 160) : endInWords(witness.ended());
  return skipped(`the server did not let the witness subscribe (${came}): \`wireproof test\` judges that`);
};

const perform = async (bench: Bench): Promise<HandedOut> => {
  const { protocol, reader, naming } = bench;
  const name = naming();
  const user = name('⟨user1⟩');
  const { births } = tell(protocol, reader, name);
  const way = listening(bench, user, births);
  if (!way) return all(skipped('no event goes out on a channel that is open before it happens'));

  const witness = await admit(bench, user);
  if ('status' in witness) return all(witness);
  try {
    const kept = await ask(bench, witness, way.first);
    if (kept) return all(kept);
    for (const sample of births) {
      const place = way.place(sample);
      const more = way.before(sample);
      const refused = more.length > 0 ? await ask(bench, witness, more) : undefined;
      if (refused) return all(refused);
      // What nobody may watch yet is published for what belongs to it.
      if (place === undefined) await bench.ask(publishing(sample));
      else {
        const seen = await watch(bench, witness, sample, place);
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
