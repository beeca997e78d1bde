/** Pings and their pongs: who hears of which. */
import { describe, expect, it } from 'vitest';
import { createOwnPings } from './own-pings.ts';

const asking = () => {
  const pings = createOwnPings();
  const answers: [number, boolean][] = [];
  let asked = 0;
  const ask = (): string | undefined => {
    const number = ++asked;
    return pings.ask((answered) => answers.push([number, answered]));
  };
  return { pings, answers, ask };
};

describe('the pings of a line', () => {
  it('keeps pongs from plans that these did not ask for, and no others', () => {
    const { pings, answers, ask } = asking();
    const [one = '', two = ''] = [ask(), ask()];
    expect(one).not.toBe(two);
    pings.sent('plan');
    expect(pings.came('nobody asked')).toBe(true);
    expect(pings.came(one)).toBe(false);
    expect(answers).toEqual([[1, true]]);
    expect(pings.came('plan')).toBe(true);
    expect(answers).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  it('waits for the pong of a plan where one is under way, and for no other', () => {
    const { pings, answers, ask } = asking();
    pings.sent('plan');
    expect([ask(), ask()]).toEqual([undefined, undefined]);
    expect(pings.came('plan')).toBe(true);
    expect(answers).toHaveLength(2);
    expect(ask()).toBeDefined();
  });

  it('tells whoever waits when there is nothing to wait for', () => {
    const { pings, answers, ask } = asking();
    ask();
    pings.sent('plan');
    ask();
    pings.end();
    pings.end();
    expect(answers).toEqual([
      [1, false],
      [2, false],
    ]);
  });
});
