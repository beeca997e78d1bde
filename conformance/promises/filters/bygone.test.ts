/** What a filter has withheld, on histories told by hand. */
import { describe, expect, it } from 'vitest';
import { marketplace } from '../../../schemas/marketplace/protocol.ts';
import type { Protocol } from '../../../schemas/protocol.ts';
import { told, type Told } from '../../self-test/told.ts';

const one = { domain: 'wp:abcdef.example' };
const answer = (events: readonly string[]) => ({ type: 'subscribed', events, competitions: [] });
const wants = (history: Told, events: readonly string[]): Told =>
  history.sends('a', { action: 'SUB', events }).gets('a', answer(events));
const silenced = (): Told => wants(told('marketplace').opens('b').opens('a'), ['nav_update']);
const missed = (): Told => silenced().publishes('trade', one);
const breaches = (history: Told): readonly string[] => history.ends().judge('filters/withholds').broken;

describe('what did not pass as it was published', () => {
  it('is not to come behind the answer to another filter', () => {
    expect(breaches(wants(missed(), ['trade']).receives('a', 'trade', one))).not.toEqual([]);
  });
  it('may come where it was under way as that was asked for', () => {
    const history = silenced()
      .asks('trade', one)
      .sends('a', { action: 'SUB', events: ['trade'] });
    expect(
      breaches(
        history
          .gets('a', answer(['trade']))
          .says()
          .receives('a', 'trade', one),
      ),
    ).toEqual([]);
  });
  it('is not told from what is alike and was published since', () => {
    const history = wants(missed(), ['trade']).publishes('trade', one);
    expect(breaches(history.receives('a', 'trade', one))).toEqual([]);
  });
});

describe('where a filter may begin with the latest', () => {
  const { promises }: Protocol = marketplace;
  const { sequence: _, recovery: __, filters, ...others } = promises;
  const protocol: Protocol = {
    ...marketplace,
    promises: { ...others, ...(filters && { filters: { ...filters, begins: 'with the latest' } }) },
  };
  /** What is left out of its frames, for there are no numbers, is no matter of filters. */
  const ofFilters = (history: Told): readonly string[] =>
    history
      .ends()
      .breaches()
      .filter((id) => id.startsWith('filters/'));
  const begun = (): Told => wants(told(protocol).opens('a'), ['nav_update']).publishes('trade', one);

  it('what did not pass as it was published may come, once it is asked for', () => {
    expect(ofFilters(wants(begun(), ['trade']).receives('a', 'trade', one))).toEqual([]);
  });
  it('what has come already may come again, and behind what is newer', () => {
    const asked = wants(begun(), ['trade']).receives('a', 'trade', one);
    expect(ofFilters(wants(asked, ['trade']).receives('a', 'trade', one))).toEqual([]);
  });
  it('and does not come twice for one command', () => {
    const asked = wants(begun(), ['trade']).receives('a', 'trade', one).receives('a', 'trade', one);
    expect(asked.ends().judge('filters/once').broken).not.toEqual([]);
  });
});
