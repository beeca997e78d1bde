/** The faults of credentials: servers that trust too much, too long, or tell what they were shown. */
import type { CredentialsPromise } from '../../schemas/promises.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { alter, messages } from '../faults/wrap.ts';

/** The faults of the `credentials` family; literals, so that `breaks` is checked against its requirements. */
export const credentialsFaults = ({ promises, promise, reader }: Setting<CredentialsPromise>) =>
  ({
    'a-minute-late': {
      story: 'An expired token is let in for another minute.',
      breaks: ['refuses-expired'],
      disturbs: ['credentials/*'],
      decide: {
        expired: (original) => (at: number, now: number, when: string) =>
          original(when === 'connecting' ? at + 60_000 : at, now, when),
      },
    },
    'checks-only-at-connect': {
      story: 'A token that expires while connected is good for ever.',
      breaks: ['expiry-closes'],
      disturbs: ['credentials/not-before-expiry'],
      decide: {
        expired: (original) => (at: number, now: number, when: string) =>
          when === 'connecting' && original(at, now, when),
      },
    },
    'trusts-anybody': {
      story: 'The signature of a token is not looked at.',
      breaks: ['refuses-bad-signature', 'refuses-unsigned'],
      disturbs: ['credentials/*', 'handshake/*'],
      decide: {
        credential:
          (original) =>
          (shown: { readonly status: string; readonly user?: string; readonly roles?: readonly string[] }) =>
            shown.status === 'bad signature'
              ? { user: shown.user ?? 'somebody', roles: shown.roles ?? [] }
              : original(shown),
      },
    },
    'leaks-the-token': {
      story: "The greeting repeats the connection's address, token included.",
      breaks: ['token-secret'],
      disturbs: ['messages/declared-fields'],
      wrap: (server) => {
        const addresses = new Map<string, string>();
        const wrapped = alter(
          messages(reader, (name) => name === promises.handshake?.greeting),
          (message) => ({ ...message, url: [...addresses.values()].at(-1) ?? '' }),
        )(server);
        return {
          ...wrapped,
          receive: (input, now) => {
            if (input.do === 'connect')
              addresses.set('last', `${input.path}?token=${input.query[promise.in.query] ?? ''}`);
            return wrapped.receive(input, now);
          },
        };
      },
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
