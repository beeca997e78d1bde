/** Tests of running the checks: what is skipped, and what is held against nobody. No server takes part. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { Trouble } from '../engine/trouble.ts';
import type { Ask } from './asking.ts';
import { diagnose } from './diagnose.ts';

/** A clock that moves only when it is told to. */
const standing = () => {
  let now = 0;
  return {
    pass: (ms: number) => {
      now += ms;
    },
    clock: { now: () => now, until: () => Promise.resolve(), patiently: () => Promise.resolve(false) },
  };
};

const about = JSON.stringify({ protocol: 'commerce', hooks: ['publish', 'token', 'close'] });

const diagnosing = (ask: Ask, clock = standing().clock) =>
  diagnose({
    ...{ protocol: commerce, ask, clock, patience: 10, budget: 5000, mayAdvance: false, nonce: '0' },
    merge: (protocol, numbers) => {
      if (numbers) throw new Trouble('DRIVER', 'No numbers here.');
      return protocol;
    },
  });

describe('diagnosing', () => {
  it('ends when its time is over, and then holds nothing against anybody', async () => {
    const { clock, pass } = standing();
    const { checked, cut } = await diagnosing(({ hook, method, body }) => {
      pass(700);
      if (hook === '') return Promise.resolve({ status: 200, text: about });
      const status = method === 'GET' || hook === 'reset' || hook === 'no-such-hook' ? 404 : body ? 202 : 400;
      return Promise.resolve({ status, text: '{"error":"no"}' });
    }, clock);
    expect(cut).toBe('it took longer than 5 s');
    const late = checked.filter(({ outcome }) => outcome.status === 'skipped' && outcome.because.includes('ran out'));
    expect(late.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'doctor/errors/garbage-body',
        'doctor/publish/accepts-beginnings',
        'doctor/errors/lives-on',
      ]),
    );
    expect(checked.filter(({ outcome }) => outcome.status === 'wrong')).toEqual([]);
  });

  it('asks a hook no more that gave no answer, and goes on with the others', async () => {
    const asked: string[] = [];
    const { checked } = await diagnosing(({ hook, body }) => {
      asked.push(hook);
      if (hook === '') return Promise.resolve({ status: 200, text: about });
      if (hook === 'publish' && body) return Promise.resolve({ status: 'none', because: 'it is mute', reached: true });
      return Promise.resolve({ status: 404, text: '{"error":"no"}' });
    });
    const of = (part: string) => checked.filter((one) => one.part === part).map(({ outcome }) => outcome);
    const [first, ...rest] = of('publish');
    expect(first).toMatchObject({ status: 'wrong', came: 'no answer: it is mute', unanswered: true });
    for (const outcome of rest) expect(outcome).toMatchObject({ status: 'skipped' });
    expect(of('close')[0]).toMatchObject({ status: 'wrong' });
    expect(asked).toContain('close');
  });

  it('blames the answer to GET / for numbers that cannot be laid over the protocol', async () => {
    const { checked } = await diagnosing(({ hook }) =>
      Promise.resolve(
        hook === ''
          ? { status: 200, text: '{"protocol":"commerce","hooks":[],"promises":{"a":1}}' }
          : { status: 404, text: '{"error":"no"}' },
      ),
    );
    const wrong = checked.filter(({ outcome }) => outcome.status === 'wrong');
    expect(wrong).toMatchObject([{ id: 'doctor/about/promises', outcome: { came: 'No numbers here.' } }]);
  });

  it('throws where nobody is there, or a secret is wanted', async () => {
    await expect(
      diagnosing(() => Promise.resolve({ status: 'none', because: 'nothing listens there', reached: false })),
    ).rejects.toThrow('cannot be reached: nothing listens there');
    await expect(diagnosing(() => Promise.resolve({ status: 401, text: '' }))).rejects.toThrow('none was given');
  });
});
