/** Tests that no secret is left in what is reported. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sign } from '../drivers/tokens.ts';
import { redactor, redactValue } from './redact.ts';

const SEED = { seed: 1 };

describe('redactor', () => {
  it('takes out tokens wherever they stand, whole or cut', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(40), (subject, around, cut) => {
        const token = sign({ sub: subject }, 'key');
        const shown = cut < 20 ? token : token.slice(0, -cut);
        const clean = redactor()(`${around} ${shown}`);
        expect(clean).toContain('(redacted)');
        expect(clean).not.toContain(shown.slice(0, 20));
      }),
      SEED,
    );
  });

  it('takes out known secrets, also where JSON or a URL has changed their look', () => {
    const secret = fc.string({ unit: 'binary', minLength: 6 }).filter((text) => !'(redacted)'.includes(text));
    fc.assert(
      fc.property(secret, (text) => {
        const redact = redactor([text]);
        expect(redact(text)).toBe('(redacted)');
        expect(JSON.parse(redact(JSON.stringify({ echo: `<${text}>` })))).toEqual({ echo: '<(redacted)>' });
      }),
      SEED,
    );
    expect(redactor(['s e/cret'])('http://h/?k=s%20e%2Fcret')).toBe('http://h/?k=(redacted)');
  });

  it.each([
    ['ws://h/ws?token=abc&x=1', 'ws://h/ws?token=(redacted)&x=1'],
    ['ws://h/ws?x=1&access_token=abc', 'ws://h/ws?x=1&access_token=(redacted)'],
    ['wss://ann:pw@h/ws', 'wss://(redacted)@h/ws'],
    ['not a token: 1 and @ home', 'not a token: 1 and @ home'],
  ])('looks into URLs: %s', (text, expected) => {
    expect(redactor()(text)).toBe(expected);
  });

  it('takes out a short secret only where it is the whole text', () => {
    const redact = redactor(['abc', '']);
    expect(redact('abc')).toBe('(redacted)');
    expect(redact('abcd')).toBe('abcd');
  });

  it('takes out the longer of two secrets first', () => {
    expect(redactor(['secret', 'secret-too'])('secret-too secret')).toBe('(redacted) (redacted)');
  });

  it('changes nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(redactValue(value, (text) => text)).toEqual(value);
      }),
      SEED,
    );
  });
});
