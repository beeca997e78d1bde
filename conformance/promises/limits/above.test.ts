/** What comes above a limit, on histories told by hand: it does nothing, whatever it asks for, and is acknowledged all the same. */
import { describe, expect, it } from 'vitest';
import { told, type Told } from '../../self-test/told.ts';

const times = (count: number, history: Told, once: (so: Told) => Told): Told =>
  Array.from({ length: count }).reduce<Told>((so) => once(so), history);

describe('above a limit that lets a connection go on', () => {
  const trouble = { what: 'a', why: 'b', how: 'c' };
  const error = (code: string) => ({ event: 'error', data: { code, error: trouble } });
  const asks = (channels: readonly string[], event = 'subscribe') => ({ event, data: { channels } });
  const confirms = (channels: readonly string[]) => ({ event: 'subscribed', data: { channels, subscribedAt: 1 } });
  const full = (): Told =>
    times(
      99,
      told('telemetry')
        .opens('a')
        .sends('a', asks(['activity']))
        .gets('a', confirms(['activity'])),
      (so) => so.sends('a', asks([])).gets('a', confirms([])),
    );
  const refused = (frame: object): Told => full().sends('a', frame).gets('a', error('RATE_LIMITED'));
  const log = { id: 'wp:abcdef' };
  const later = (history: Told): Told => history.passes(10_000);

  it('what gives up changes nothing: what it names goes on', () => {
    const history = () => later(refused(asks(['activity'], 'unsubscribe'))).publishes('activity:log', log);
    const kept = history().receives('a', 'activity:log', log).ends();
    expect(kept.breaches()).toEqual([]);
    expect(kept.judge('limits/no-effect').held).toBeGreaterThan(0);
    const lost = history().sends('a', asks([])).gets('a', confirms([])).ends();
    expect(lost.judge('limits/no-effect').broken).not.toEqual([]);
  });
  it('what asks for the end does not bring it, and need not', () => {
    const history = () => refused({ event: 'disconnect', data: {} });
    const goesOn = later(history()).sends('a', asks([])).gets('a', confirms([])).ends();
    expect(goesOn.breaches()).toEqual([]);
    expect(history().closes('a', 1000).ends().judge('limits/lives-on').broken).not.toEqual([]);
  });
  it('bad input is refused, and not told to be bad as well', () => {
    expect(refused({ event: 'nobody' }).ends().breaches()).toEqual([]);
    const both = refused({ event: 'nobody' }).gets('a', error('INVALID_MESSAGE')).ends();
    expect(both.judge('errors/once').broken).not.toEqual([]);
  });
});

describe('above a limit that ends a connection', () => {
  const watch = { event: 'market.unsubscribe', data: { symbols: [] } };
  const acknowledged = (data: object) => ({ event: 'acknowledgement', data });
  const error = (code: string) => ({ event: 'connection.error', data: { error: code, message: 'No.' } });
  const full = (): Told =>
    times(10, told('trading').opens('a'), (so) => so.sends('a', watch).gets('a', acknowledged({ ok: true })));
  const code = 'RATE_LIMIT_EXCEEDED';
  const judged = (history: Told, id: string) => history.closes('a').ends().judge(id);

  it('the message that is too much is acknowledged with its error, before it or behind it', () => {
    const answer = acknowledged({ ok: false, error: code });
    const before = full().sends('a', watch).gets('a', answer).gets('a', error(code));
    const behind = full().sends('a', watch).gets('a', error(code)).gets('a', answer);
    for (const history of [before, behind])
      expect(judged(history, 'limits/acknowledges')).toEqual({ held: 1, broken: [], unsure: 0 });
    const silent = full().sends('a', watch).gets('a', error(code));
    expect(judged(silent, 'limits/acknowledges').broken).not.toEqual([]);
  });
  it('what nobody knows need not be acknowledged', () => {
    const unknown = full().sends('a', { event: 'nobody', data: {} }).gets('a', error(code));
    expect(judged(unknown, 'limits/acknowledges').broken).toEqual([]);
  });
  it('bad input is told to be too much, and nothing else', () => {
    const bad = full().sends('a', { event: 'market.subscribe', data: {} }).gets('a', error(code));
    expect(judged(bad, 'limits/ends').broken).toEqual([]);
    const both = full().sends('a', { event: 'market.subscribe', data: {} }).gets('a', error(code));
    expect(judged(both.gets('a', error('INVALID_PAYLOAD')), 'limits/ends').broken).not.toEqual([]);
  });
});
