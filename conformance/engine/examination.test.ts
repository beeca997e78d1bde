/** Tests of examinations as whoever asks for them sees them: nothing is examined here. */
import { describe, expect, it } from 'vitest';
import { outcome, reportOf } from '../cli/testing/stand-ins.ts';
import { type Conduct, createExamination } from './examination.ts';
import type { RequirementReport } from './report.ts';

const verdicts = ['p/f/a', 'p/f/b', 'p/f/c'].map((id) => outcome(id, 'pass'));
const report = reportOf({ target: 'x', seed: 1, startedAt: '' }, verdicts);

/** Something to be examined that goes on when it is told to. */
const byHand = () => {
  let conduct: Conduct | undefined;
  let finish = (_: 'done' | Error) => {};
  const examination = (signal?: AbortSignal) =>
    createExamination((given) => {
      conduct = given;
      return new Promise((resolve, reject) => {
        given.signal.addEventListener('abort', () => reject(given.signal.reason));
        finish = (how) => (how === 'done' ? resolve(report) : reject(how));
      });
    }, signal);
  return {
    examination,
    tell: (verdict: RequirementReport | undefined) => verdict && conduct?.tell(verdict),
    finish: (how: 'done' | Error) => finish(how),
    isAborted: () => conduct?.signal.aborted,
  };
};

const takeAll = async (examination: AsyncIterable<RequirementReport>) => {
  const taken: RequirementReport[] = [];
  for await (const verdict of examination) taken.push(verdict);
  return taken;
};

describe('an examination', () => {
  it('gives each verdict when it is told, to everybody who asks, and then its report', async () => {
    const hand = byHand();
    const examination = hand.examination();
    hand.tell(verdicts[0]);
    const iterator = examination[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: verdicts[0] });
    const next = iterator.next();
    const others = takeAll(examination);
    for (const verdict of verdicts.slice(1)) hand.tell(verdict);
    expect(await next).toEqual({ done: false, value: verdicts[1] });
    hand.finish('done');
    expect(await others).toEqual(verdicts);
    expect(await iterator.next()).toEqual({ done: false, value: verdicts[2] });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await examination).toBe(report);
    expect(hand.isAborted()).toBe(false);
  });

  it('is a promise of its report in every other respect', async () => {
    const hand = byHand();
    const seen = hand.examination().then(({ seed }) => seed);
    hand.finish('done');
    expect(await seen).toBe(1);
    expect(await hand.examination().catch(String).constructor).toBe(Promise);
  });

  it('throws in the loop what prevents it, after the verdicts that were final', async () => {
    const hand = byHand();
    const examination = hand.examination();
    const taken: string[] = [];
    const looking = (async () => {
      for await (const { id } of examination) taken.push(id);
    })();
    hand.tell(verdicts[0]);
    hand.finish(new Error('gone'));
    await expect(looking).rejects.toThrow('gone');
    await expect(examination).rejects.toThrow('gone');
    expect(taken).toEqual(['p/f/a']);
  });

  it('is stopped by leaving the loop, which waits until it has ended', async () => {
    const hand = byHand();
    const examination = hand.examination();
    hand.tell(verdicts[0]);
    for await (const { id } of examination) {
      expect(id).toBe('p/f/a');
      break;
    }
    expect(hand.isAborted()).toBe(true);
    await expect(examination).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is stopped by a signal, for the reason that it gives, and not begun where that was given before', async () => {
    const hand = byHand();
    const stopping = new AbortController();
    const examination = hand.examination(stopping.signal);
    const why = new Error('enough');
    stopping.abort(why);
    await expect(takeAll(examination)).rejects.toBe(why);
    let began = false;
    const never = createExamination(() => {
      began = true;
      return Promise.resolve(report);
    }, stopping.signal);
    await expect(never).rejects.toBe(why);
    expect(began).toBe(false);
  });
});
