/** The oracles of backfill: what each answer over HTTP tells of our things, beside what happened to them by its number. */
import type { Backfill } from '../../../schemas/promises/recovery.ts';
import {
  broken,
  type Finding,
  hearing,
  held,
  heldBeside,
  earned,
  judge,
  type Oracle,
  quote,
  twins,
} from '../../engine/oracle.ts';
import { at, difference } from '../../scene/pointer.ts';
import type { Thing } from '../../scene/world.ts';
import { type Answer, bodyOf, CHRONICLED, chronicleOf, type Item, type Life, sinceIn, stateAt } from './chronicle.ts';

/** What an answer is judged by. */
interface Judged {
  readonly answer: Answer & { readonly upTo: number };
  /** The number after which it tells. */
  readonly since: number;
  readonly lives: ReadonlyMap<Thing, Life>;
}

const nameOf = (machine: string, { id }: Thing): string => `the ${machine} ${quote(id)}`;
const about = ({ answer, since }: Judged): string => `told since ${since} and up to ${answer.upTo}`;

/** The oracles of one machine's resource. */
export const backfillOracles = (machine: string, key: string, resource: Backfill) => {
  const chronicled = chronicleOf(machine, key, resource);
  /** Numbers are known for certain only when everybody has heard everything: answers are judged in the end. */
  const inTheEnd = (
    find: (answers: readonly Answer[], lives: ReadonlyMap<Thing, Life>) => readonly Finding[],
  ): Oracle =>
    hearing(
      () => (moment) => {
        const chronicle = chronicled(moment);
        const isOver = moment.entry.kind === 'end' && !moment.entry.cut;
        return isOver ? find(chronicle.answers(), chronicle.lives()) : undefined;
      },
      CHRONICLED,
    );

  /** Judges the answers to good requests. */
  const answers = (find: (judged: Judged) => readonly Finding[]): Oracle =>
    inTheEnd((all, lives) =>
      all.flatMap((answer) => {
        const { since, upTo } = answer;
        if (upTo === undefined || (since.is !== 'given' && since.is !== 'left out')) return [];
        return find({ answer: { ...answer, upTo }, since: since.number, lives }).map((finding) =>
          finding.is === 'broken' ? broken(finding.because, answer.fetched.seq) : finding,
        );
      }),
    );

  /** Judges each item of ours by the life of its thing. */
  const items = (find: (item: Item, life: Life, judged: Judged) => Finding | undefined): Oracle =>
    answers((judged) =>
      judged.answer.items.flatMap((item) => {
        const life = judged.lives.get(item.thing);
        return (life && find(item, life, judged)) ?? [];
      }),
    );

  /** Whether everything of ours that was created or changed after the number is there. */
  const complete = (judged: Judged): readonly Finding[] => {
    const { answer, since, lives } = judged;
    const told = new Set(answer.items.map(({ thing }) => thing));
    const due = [...lives.values()].filter(({ changes }) =>
      changes.some(({ number }) => number > since && number <= answer.upTo),
    );
    const missing = due.find(({ thing }) => !told.has(thing));
    if (!missing) return due.length > 0 ? [held] : [];
    const { number } = missing.changes.findLast((change) => change.number <= answer.upTo) ?? {};
    return [broken(`${about(judged)}, it lacks ${nameOf(machine, missing.thing)}, which changed at ${number}`)];
  };

  /** A good request that did not bring an answer of the kind. */
  const unfit = ({ fetched, since, upTo }: Answer, is: 'given' | 'left out'): readonly Finding[] =>
    since.is === is && upTo === undefined
      ? [broken(`it was answered with ${fetched.status ?? 'nothing'}: ${quote(fetched.text)}`, fetched.seq)]
      : [];

  /** Judges what was asked for in one way: that there is an answer, and that it is complete. */
  const whole = (is: 'given' | 'left out'): Oracle =>
    inTheEnd((all, lives) =>
      all.flatMap((answer) => {
        const { since, upTo, fetched } = answer;
        if (since.is !== is || upTo === undefined) return unfit(answer, is);
        return complete({ answer: { ...answer, upTo }, since: since.number, lives }).map((finding) =>
          finding.is === 'broken' ? broken(finding.because, fetched.seq) : finding,
        );
      }),
    );

  return {
    complete: whole('given'),
    leftOut: whole('left out'),
    /** An item may be newer than the number of its answer; then it is so in every respect. */
    status: items(({ thing, status, updated }, life, judged) => {
      const newest = typeof updated === 'number' ? Math.max(judged.answer.upTo, updated) : judged.answer.upTo;
      const expected = resource.statuses[stateAt(life, newest) ?? ''];
      if (expected === undefined) return undefined;
      return judge(
        status === expected,
        () => `${about(judged)}, ${nameOf(machine, thing)} is ${quote(status)} where it was ${expected}`,
      );
    }),
    numbers: items(({ thing, created, updated }, { changes }, judged) => {
      const { upTo } = judged.answer;
      const latest = changes.findLast(({ number }) => number <= upTo)?.number;
      const possible = [
        ...(latest === undefined ? [] : [latest]),
        ...changes.flatMap(({ number }) => (number > upTo ? [number] : [])),
      ];
      const first = changes[0]?.number;
      if (created !== first)
        return broken(`${nameOf(machine, thing)} was created with ${first}, not with ${quote(created)}`);
      return judge(
        possible.some((number) => number === updated),
        () =>
          `${about(judged)}, ${nameOf(machine, thing)} changed last at ${possible.join(' or ')}, not at ${quote(updated)}`,
      );
    }),
    fields: items(({ thing, json }) => {
      const where = difference(thing.fields, json);
      return judge(where === undefined, () => `${nameOf(machine, thing)} was created with another ${where}`);
    }),
    nothingElse: answers((judged) => {
      const { answer, since, lives } = judged;
      if (since > answer.upTo)
        return [judge(answer.count === 0, () => `${about(judged)}, it has ${answer.count} items all the same`)];
      const older = [...lives.values()].filter(({ changes }) => changes.every(({ number }) => number <= since));
      const told = new Set(answer.items.map(({ thing }) => thing));
      const stray = older.find(({ thing }) => told.has(thing));
      if (stray)
        return [broken(`${about(judged)}, it has ${nameOf(machine, stray.thing)}, which has not changed since`)];
      return older.length > 0 ? [held] : [];
    }),
    refuses: earned(
      twins(['fetched'], () => ({ entry }) => {
        if (entry.kind !== 'fetched' || entry.path !== resource.path || entry.status !== 200) return [];
        return sinceIn(resource, entry.query).is === 'given' ? [resource.path] : [];
      }),
      inTheEnd((all) =>
        all.flatMap(({ fetched, since }) => {
          if (since.is !== 'bad') return [];
          const { status, seq } = fetched;
          const asked = `${resource.since}=${quote(since.text)}`;
          if (status !== 400) return [broken(`${asked} was answered with ${status ?? 'nothing'}`, seq)];
          const error = at(bodyOf(fetched), '/error');
          return error !== undefined && error !== null && error !== ''
            ? [heldBeside(resource.path)]
            : [broken(`${asked} was refused without an error that says why: ${quote(fetched.text)}`, seq)];
        }),
      ),
    ),
  };
};
