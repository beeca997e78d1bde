/** Tables of histories told by hand: on which of them a requirement holds, is broken, or judges nothing. */
import { describe, expect, it } from 'vitest';
import { type ProtocolId, protocols } from '../../schemas/index.ts';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { suiteOf } from '../suites/index.ts';
import { told, type Told } from './told.ts';

type Histories = Readonly<Record<string, Told>>;

/** Histories for one requirement; the titles go on after `when`. */
export interface Cases {
  /** Histories of correct servers: the requirement holds, and no other is broken. */
  readonly holds: Histories;
  /** What shows the twin of a probe, and ends the history; without it, those that hold judge nothing. */
  readonly beside?: (history: Told) => Told;
  readonly breaks: Histories;
  /** Histories of correct servers that give this requirement nothing to judge. */
  readonly passesOver?: Histories;
  /** The histories of servers that are wrong in another respect, which is no concern of this requirement. */
  readonly ignores?: Histories;
}

/** Tests every requirement of a protocol's family by histories, and that none is left out but those tested elsewhere. */
export const judging = (
  family: string,
  requirements: Readonly<Record<string, Cases>>,
  elsewhere: readonly string[] = [],
  about: Protocol | ProtocolId = commerce,
): void => {
  const protocol = typeof about === 'string' ? protocols[about] : about;
  const known = suiteOf(protocol).requirements.filter((requirement) => requirement.family === family);

  it(`every requirement of ${family} has its histories`, () => {
    expect([...Object.keys(requirements), ...elsewhere].sort()).toEqual(
      known.map(({ id }) => id.slice(`${protocol.id}/${family}/`.length)).sort(),
    );
  });

  describe.each(Object.entries(requirements))(
    `${family}/%s`,
    (key, { holds, beside, breaks, passesOver = {}, ignores = {} }) => {
      const id = `${family}/${key}`;
      it.each(Object.entries(holds))('holds when %s', (_, history) => {
        if (beside) {
          expect(history.judge(id)).toEqual({ held: 0, broken: [], unsure: 0 });
          beside(history);
        }
        expect(history.breaches()).toEqual([]);
        expect(history.judge(id).held).toBeGreaterThan(0);
        expect(history.judge(id).unsure).toBe(0);
      });
      it.each(Object.entries(breaks))('is broken when %s', (_, history) => {
        expect(history.judge(id).broken).not.toEqual([]);
      });
      it.each(Object.entries(passesOver))('judges nothing when %s', (_, history) => {
        expect(history.breaches()).toEqual([]);
        expect(history.judge(id)).toEqual({ held: 0, broken: [], unsure: 0 });
      });
      it.each(Object.entries(ignores))('is not concerned when %s', (_, history) => {
        expect(history.judge(id)).toEqual({ held: 0, broken: [], unsure: 0 });
      });
      it('judges nothing when a connection is opened, and nothing comes of it', () => {
        expect(told(protocol).knocks('a').ends().judge(id)).toEqual({ held: 0, broken: [], unsure: 0 });
      });
      it('judges nothing when time has run out at once', () => {
        expect(told(protocol).knocks('a').knocks('b', { token: 'missing' }).ends(true).judge(id)).toEqual({
          held: 0,
          broken: [],
          unsure: 0,
        });
      });
    },
  );
};
