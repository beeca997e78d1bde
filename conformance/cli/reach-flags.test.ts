/** Tests of the flags that say how a server is reached. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CERTIFICATE } from '../drivers/testing/certificate.ts';
import { sign } from '../drivers/tokens.ts';
import { header, identityOf, reachOf, subprotocol } from './reach-flags.ts';

const write = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'wireproof-ca-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, text);
  return file;
};

describe('--header', () => {
  it('takes a name and a value, again and again', async () => {
    const fields = header('X-Team: blue', header('Cookie: b=2', header('Cookie: a=1')));
    expect(await reachOf({ header: fields })).toEqual({ headers: { Cookie: 'a=1; b=2', 'X-Team': 'blue' } });
  });

  it.each(['nothing', ': value', 'na me: value', 'Name: va\nlue', 'Name: é'])(
    'refuses %j without telling it',
    (text) => {
      expect(() => header(text)).toThrow(
        '--header takes a name and a value, such as "Cookie: session=abc", in visible ASCII.',
      );
    },
  );

  it.each(['Host: a', 'Upgrade: a', 'Sec-WebSocket-Protocol: a'])('refuses %s', (text) => {
    expect(() => header(text)).toThrow(/belongs to the handshake/);
  });
});

it('--subprotocol takes names, each once', () => {
  expect(subprotocol('b', subprotocol('a', subprotocol('a')))).toEqual(['a', 'b']);
  expect(() => subprotocol('a b')).toThrow('--subprotocol is "a b", but takes a name such as graphql-transport-ws.');
});

describe('--ca', () => {
  it('takes certificates in PEM', async () => {
    expect(await reachOf({ ca: write(CERTIFICATE) })).toEqual({ ca: CERTIFICATE });
  });

  it.each(['', 'text', CERTIFICATE.replaceAll(/^M.*$/gmu, 'AAAA')])('refuses what holds none', async (text) => {
    await expect(reachOf({ ca: write(text) })).rejects.toThrow(/it holds no certificate in PEM/);
  });

  it('contradicts --insecure', async () => {
    await expect(reachOf({ ca: 'a', insecure: true })).rejects.toThrow(/contradict each other/);
  });
});

describe('--token', () => {
  const token = sign({ sub: 'did:a' }, 'key');

  it('is the token of whom it names', () => {
    expect(identityOf({ token }, {})).toEqual({ token, user: 'did:a' });
    expect(identityOf({}, { WIREPROOF_TOKEN: token })).toEqual({ token, user: 'did:a' });
    expect(identityOf({ token: 'opaque', user: 'b' }, { WIREPROOF_TOKEN: token })).toEqual({
      token: 'opaque',
      user: 'b',
    });
    expect(identityOf({}, {})).toBeUndefined();
  });

  it.each([
    [{ token: 'opaque' }, '--token holds no JWT with a "sub" that would say whose it is; give --user ID as well.'],
    [{ token: 'two words' }, '--token takes a token of visible ASCII, without spaces.'],
    [{ user: 'a' }, '--user says whose token it is; give --token TOKEN as well.'],
  ])('refuses %o', (flags, why) => {
    expect(() => identityOf(flags, {})).toThrow(why);
  });
});
