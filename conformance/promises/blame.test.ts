/** Whom a breach is laid to, on histories told by hand: one error that is missing, and an end that has a reason of its own. */
import { describe, expect, it } from 'vitest';
import { told } from '../self-test/told.ts';

const ping = { action: 'PING' };
const pong = { type: 'pong' };
const bad = { action: 'SUB', events: 7 };
const error = (code: string) => ({ type: 'error', code, message: 'No.' });

describe('one error that is missing', () => {
  it('is all that is wrong: the error of what was sent later is in order', () => {
    const history = told('marketplace').opens('a').sends('a', bad).sends('a', ping).gets('a', pong).sends('a', bad);
    const missing = history.gets('a', error('INVALID_COMMAND')).sends('a', ping).gets('a', pong).ends();
    expect(missing.judge('replies/in-order').broken).toEqual([]);
  });
  it('is late where it comes behind the answer to something later, and nothing else can have brought it', () => {
    const late = told('marketplace').opens('a').sends('a', bad).sends('a', ping).gets('a', pong);
    expect(late.gets('a', error('INVALID_COMMAND')).ends().judge('replies/in-order').broken).not.toEqual([]);
  });
});

describe('an end after another connection broke', () => {
  const broke = () => told('marketplace').opens('a').opens('b').breaks('a', 'unmasked');

  it('came of that where nothing was answered in between', () => {
    expect(broke().closes('b', 1011).ends().judge('errors/bystanders').broken).not.toEqual([]);
  });
  it('did not where the connection has answered since', () => {
    const later = broke().sends('b', ping).gets('b', pong).closes('b', 1011).ends();
    expect(later.judge('errors/bystanders')).toEqual({ held: 1, broken: [], unsure: 0 });
    expect(later.judge('closing/stays-open').broken).not.toEqual([]);
  });
  it('need not have where the connection was sent bad input since', () => {
    expect(broke().sends('b', bad).closes('b', 1011).ends().judge('errors/bystanders').broken).toEqual([]);
  });
});
