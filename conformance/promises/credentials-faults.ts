/** The faults of credentials: servers that trust too much, too long, or tell what they were shown. */
import type { CredentialsPromise } from '../../schemas/promises.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { noticing } from '../faults/noticing.ts';
import { alter, messages } from '../faults/wrap.ts';

/** What a connection shows, as the decision about it is told. */
interface Shown {
  readonly status: string;
  readonly user?: string;
  readonly roles?: readonly string[];
  readonly expiresAt?: number;
}

/** The faults of the `credentials` family; literals, so that `breaks` is checked against its requirements. */
export const credentialsFaults = ({ promises, promise, reader }: Setting<CredentialsPromise>) =>
  ({
    'a-minute-late': {
      story: 'An expired token is let in for another minute.',
      breaks: ['refuses-expired'],
      disturbs: ['credentials/nothing-else'],
      decide: {
        expired: (original) => (at: number, now: number, when: string) =>
          original(when === 'connecting' ? at + 60_000 : at, now, when),
      },
    },
    'checks-only-at-connect': {
      story: 'A token that expires while connected is good for ever.',
      breaks: ['expiry-closes'],
      decide: {
        expired: (original) => (at: number, now: number, when: string) =>
          when === 'connecting' && original(at, now, when),
      },
    },
    'trusts-anybody': {
      story: 'The signature of a token is not looked at.',
      breaks: ['refuses-bad-signature', 'refuses-unsigned'],
      disturbs: ['credentials/nothing-else'],
      decide: {
        credential: (original) => (shown: Shown) =>
          shown.status === 'bad signature'
            ? { user: shown.user ?? 'somebody', roles: shown.roles ?? [] }
            : original(shown),
      },
    },
    'welcomes-guests': {
      story: 'Who shows no token at all is let in as a guest.',
      breaks: ['refuses-missing'],
      disturbs: ['credentials/nothing-else'],
      decide: {
        credential: (original) => (shown: Shown) =>
          shown.status === 'missing' ? { user: 'guest', roles: [] } : original(shown),
      },
    },
    'cannot-read-it': {
      story: 'A token that is no JWT is a breach of the protocol: the connection is closed with 1002.',
      breaks: ['refuses-malformed'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) =>
          server
            .receive(input, now)
            .map((output) =>
              output.do === 'close' && input.do === 'connect' && input.credential.status === 'malformed'
                ? { ...output, code: 1002 }
                : output,
            ),
      }),
    },
    'locks-out': {
      story: 'After a badly signed token in the name of a user, that user is refused once.',
      breaks: ['accepts-good'],
      disturbs: ['closing/stays-open', 'handshake/first-message'],
      decide: {
        credential: (original) => {
          const locked = new Set<string>();
          return (shown: Shown) => {
            if (shown.status === 'bad signature' && shown.user !== undefined) locked.add(shown.user);
            return shown.status === 'valid' && locked.delete(shown.user ?? '') ? undefined : original(shown);
          };
        },
      },
    },
    'silent-about-expiry': {
      story: 'A token that has expired is refused without a word.',
      breaks: ['says-why'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          if (input.do !== 'connect' || input.credential.status !== 'valid') return outputs;
          const refused = outputs.some((output) => output.do === 'close' && output.connection === input.connection);
          return outputs.filter(
            (output) => !(refused && output.do === 'message' && output.connection === input.connection),
          );
        },
      }),
    },
    'says-goodbye': {
      story: 'Who is refused is told so twice: why, and that the connection is now closed.',
      breaks: ['nothing-else'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) =>
          server.receive(input, now).flatMap((output) => {
            if (input.do !== 'connect' || output.do !== 'close' || output.connection !== input.connection)
              return [output];
            const { message = 'error', text = '/message' } = promises.errors ?? {};
            const goodbye = reader.frame('control', message, { [text.slice(1)]: 'Connection closed' });
            return [{ do: 'message' as const, connection: input.connection, message: goodbye }, output];
          }),
      }),
    },
    'half-a-life': {
      story: 'A connection is let live half as long as its token had left when it connected.',
      breaks: ['not-before-expiry'],
      disturbs: noticing(promises).ended,
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          if (input.do !== 'connect' || input.credential.status !== 'valid') return server.receive(input, now);
          const { expiresAt = 0 } = input.credential;
          if (expiresAt <= now) return server.receive(input, now);
          const credential = { ...input.credential, expiresAt: now + Math.floor((expiresAt - now) / 2) };
          return server.receive({ ...input, credential }, now);
        },
      }),
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
