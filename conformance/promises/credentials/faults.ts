/** The faults of credentials: servers that trust too much, too long, or tell what they were shown. */
import type { CredentialsPromise } from '../../../schemas/promises/credentials.ts';
import type { Input } from '../../../schemas/server.ts';
import { tokenParameter } from '../../../schemas/token-place.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { byCompanions } from '../../faults/companions.ts';
import { noticing } from '../../faults/noticing.ts';
import { postpone } from '../../faults/postpone.ts';
import { alter, type Choose, drop, messages, twice, type Wrap } from '../../faults/wrap.ts';
import { isFarewell } from '../../scene/farewells.ts';
import { at, withAt } from '../../scene/pointer.ts';
import { credentialsMemoryFaults } from './memory-faults.ts';

/** What a connection shows, as the decision about it is told. */
interface Shown {
  readonly status: string;
  readonly user?: string;
  readonly roles?: readonly string[];
  readonly expiresAt?: number;
}

type Members = Readonly<Record<string, unknown>>;
type Connecting = Extract<Input, { readonly do: 'connect' }>;

/** The faults of the `credentials` family; literals, so that `breaks` is checked against its requirements. */
export const credentialsFaults = (setting: Setting<CredentialsPromise>) => {
  const { protocol, promises, promise, reader } = setting;
  const { refusal, expired, expiry, warning } = promise;
  const goodbye = expiry?.farewell;
  const parameter = tokenParameter(promises) ?? '';
  const exampleOf = (message: string): Members => (protocol.controls[message]?.examples[0] ?? {}) as Members;
  const isWarning = messages(reader, (name) => name === warning?.message);
  const isGoodbye = messages(
    reader,
    (name, body) => goodbye !== undefined && isFarewell(goodbye, { kind: 'control', name, body }),
  );
  /** Warns connections as they begin, by what is said of them. */
  const warningAtOnce =
    (whom: (connecting: Connecting, now: number) => number | undefined): Wrap =>
    (server) => ({
      ...server,
      receive: (input, now) => {
        const outputs = server.receive(input, now);
        const left = input.do === 'connect' && warning ? whom(input, now) : undefined;
        if (input.do !== 'connect' || !warning || left === undefined) return outputs;
        const body = withAt(exampleOf(warning.message), warning.seconds, Math.round(left / 1000));
        const message = reader.frame('control', warning.message, body);
        return [...outputs, { do: 'message', connection: input.connection, message }];
      },
    });
  /** Chosen messages go to the first of the connections that one user has with tokens of one end, and to no others. */
  const firstOfItsKind =
    (choose: Choose): Wrap =>
    (server) => {
      const kinds = new Map<string, string>();
      const firsts = new Map<string, string>();
      return {
        ...server,
        receive: (input, now) => {
          if (input.do === 'connect' && input.credential.status === 'valid') {
            const kind = `${input.credential.expiresAt} ${input.credential.user}`;
            kinds.set(input.connection, kind);
            if (!firsts.has(kind)) firsts.set(kind, input.connection);
          }
          return server
            .receive(input, now)
            .filter(
              (output) =>
                output.do !== 'message' ||
                !choose(output) ||
                firsts.get(kinds.get(output.connection) ?? '') === output.connection,
            );
        },
      };
    };
  return {
    'a-minute-late': {
      story: 'An expired token is let in for another minute.',
      breaks: ['refuses-expired'],
      disturbs: [
        'credentials/nothing-else',
        'credentials/refused-in-time',
        'credentials/says-expired',
        'messages/controls',
      ],
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
    'minds-one-of-them': {
      story: 'When a token expires, only the connection ends that was the first of its user.',
      breaks: expiry ? (['expiry-closes'] as const) : [],
      disturbs: ['credentials/warns', 'credentials/expiry-says-goodbye'],
      wrap: byCompanions((connecting, open, now) => {
        const { expiresAt, ...lasting } = connecting.credential;
        const isGood = expiresAt === undefined || expiresAt > now;
        return open === 0 || !isGood ? connecting : { ...connecting, credential: lasting };
      }),
    },
    ...credentialsMemoryFaults(setting),
    'takes-a-token-once': {
      story: 'A token is good for one connection: whoever shows it again is refused.',
      breaks: ['accepts-good'],
      disturbs: ['credentials/*', 'closing/*', 'handshake/first-message', 'errors/bystanders'],
      wrap: (server) => {
        const seen = new Set<string>();
        return {
          ...server,
          receive: (input, now) => {
            if (input.do !== 'connect' || input.credential.status !== 'valid') return server.receive(input, now);
            const token = JSON.stringify(input.credential);
            const isSpent = seen.has(token);
            seen.add(token);
            return server.receive(isSpent ? { ...input, credential: { status: 'malformed' } } : input, now);
          },
        };
      },
    },
    'trusts-anybody': {
      story: 'The signature of a token is not looked at.',
      breaks: ['refuses-bad-signature', 'refuses-unsigned'],
      disturbs: ['credentials/nothing-else', 'credentials/refused-in-time'],
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
      disturbs: ['credentials/nothing-else', 'credentials/refused-in-time', 'delivery/*'],
      decide: {
        credential: (original) => (shown: Shown) =>
          shown.status === 'missing' ? { user: 'guest', roles: [] } : original(shown),
      },
    },
    'cannot-read-it': {
      story: 'A token that is no JWT is a breach of the protocol: the connection is closed with 1002.',
      breaks: refusal.close === undefined ? [] : (['refuses-malformed'] as const),
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
    'waits-for-a-better-one': {
      story: 'Whoever shows a token that is no JWT is told so, and may stay.',
      breaks: refusal.close === undefined ? (['refuses-malformed'] as const) : [],
      disturbs: ['credentials/nothing-else', 'credentials/refused-in-time', 'closing/says-why'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) =>
          server
            .receive(input, now)
            .filter(
              ({ do: what }) =>
                !(what === 'close' && input.do === 'connect' && input.credential.status === 'malformed'),
            ),
      }),
    },
    'locks-out': {
      story: 'After a badly signed token in the name of a user, that user is refused once.',
      breaks: ['accepts-good'],
      disturbs: ['closing/stays-open', 'handshake/first-message', 'errors/bystanders'],
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
      breaks: expired ? (['says-expired'] as const) : (['says-why'] as const),
      disturbs: ['closing/says-why', 'limits/*'],
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
    'turns-away-in-silence': {
      story: 'Who shows no good token is turned away without a word.',
      // Elsewhere one that has expired is told no otherwise.
      breaks: expired ? (['says-why'] as const) : [],
      disturbs: ['closing/says-why'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          if (input.do !== 'connect' || input.credential.status === 'valid') return outputs;
          return outputs.filter((output) => output.do !== 'message' || output.connection !== input.connection);
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
            const goodbye = reader.frame('control', message, withAt(exampleOf(message), text, 'Connection closed'));
            return [{ do: 'message' as const, connection: input.connection, message: goodbye }, output];
          }),
      }),
    },
    'half-a-life': {
      story: 'A connection is let live half as long as its token had left when it connected.',
      breaks: ['not-before-expiry'],
      disturbs: [
        ...noticing(promises).ended,
        'credentials/warns-not-before',
        'credentials/warning-tells',
        'credentials/warns',
      ],
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
          (message) =>
            withBody(protocol, 'control', message, (body) => ({ ...body, url: [...addresses.values()].at(-1) ?? '' })),
        )(server);
        return {
          ...wrapped,
          receive: (input, now) => {
            if (input.do === 'connect') addresses.set('last', `${input.path}?token=${input.query[parameter] ?? ''}`);
            return wrapped.receive(input, now);
          },
        };
      },
    },
    'tells-how-it-begins': {
      story: 'Who is refused is told how the token begins that is no good.',
      breaks: ['token-secret'],
      disturbs: ['messages/declared-fields'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          const token = input.do === 'connect' ? input.query[parameter] : undefined;
          const isOver = outputs.some((output) => output.do === 'close');
          if (token === undefined) return outputs;
          const shown = `${token.slice(0, 48)}…`;
          return outputs.map((output) => {
            if (output.do === 'refuse') return { ...output, error: { ...output.error, message: `Not good: ${shown}` } };
            if (output.do !== 'message' || !isOver) return output;
            return {
              ...output,
              message: withBody(protocol, 'control', output.message, (body) => ({ ...body, shown })),
            };
          });
        },
      }),
    },
    'expired-is-just-bad': {
      story: 'A token that has expired is told to be bad.',
      breaks: ['says-expired'],
      disturbs: ['credentials/refuses-expired', 'credentials/nothing-else'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const shown = input.do === 'connect' ? input.credential : undefined;
          return shown?.status === 'valid' && (shown.expiresAt ?? now) < now && input.do === 'connect'
            ? server.receive({ ...input, credential: { status: 'malformed' } }, now)
            : server.receive(input, now);
        },
      }),
    },
    'refuses-at-leisure': {
      story: 'A refused connection is ended a second too late.',
      breaks: ['refused-in-time'],
      disturbs: ['credentials/*', 'closing/*'],
      wrap: (server) => {
        const refused = new Set<string>();
        return postpone(
          (output) => output.do === 'close' && refused.delete(output.connection),
          () => (refusal.within ?? 0) + 1000,
        )({
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            for (const output of outputs)
              if (input.do === 'connect' && output.do === 'close') refused.add(output.connection);
            return outputs;
          },
        });
      },
    },
    'expires-without-a-word': {
      story: 'A token expires, and its connection is ended without a word.',
      breaks: ['expiry-says-goodbye'],
      disturbs: ['closing/*'],
      wrap: drop(isGoodbye),
    },
    'never-warns': {
      story: 'Tokens expire without a warning.',
      breaks: ['warns'],
      wrap: drop(isWarning),
    },
    'warns-one-of-a-kind': {
      story: 'Of several connections whose tokens expire at the same instant only the first is warned.',
      breaks: ['warns'],
      wrap: firstOfItsKind(isWarning),
    },
    'takes-leave-of-one': {
      story: 'Of several connections whose tokens expire at the same instant only the first is told so.',
      breaks: goodbye ? (['expiry-says-goodbye'] as const) : [],
      disturbs: ['closing/*'],
      wrap: firstOfItsKind(isGoodbye),
    },
    'warns-twice': {
      story: 'The warning of expiry comes twice.',
      breaks: ['warns-once'],
      wrap: twice(isWarning),
    },
    'tells-milliseconds': {
      story: 'The warning of expiry tells milliseconds for seconds.',
      breaks: ['warning-tells'],
      wrap: alter(isWarning, (message) => {
        const body = reader.read(message, 'server')?.body;
        if (!warning || typeof body !== 'object' || body === null) return message;
        const told = withAt(body as Members, warning.seconds, Number(at(body, warning.seconds)) * 1000);
        return reader.frame('control', warning.message, told);
      }),
    },
    'warns-at-once': {
      story: 'Every connection is warned as it begins, however long its token lives.',
      breaks: ['warns-not-before'],
      disturbs: ['credentials/warns-once'],
      wrap: warningAtOnce(({ credential }, now) =>
        credential.status === 'valid' && credential.expiresAt !== undefined && credential.expiresAt > now
          ? credential.expiresAt - now
          : undefined,
      ),
    },
    'warns-by-the-user': {
      story: 'A connection is warned when another token of the same user is about to expire.',
      breaks: ['warns-not-before'],
      disturbs: ['credentials/warns-once', 'credentials/warning-tells'],
      wrap: (server) => {
        const ends = new Map<string, number>();
        return warningAtOnce(({ credential }, now) => {
          if (credential.status !== 'valid') return undefined;
          const end = Math.min(credential.expiresAt ?? now, ends.get(credential.user) ?? Number.POSITIVE_INFINITY);
          ends.set(credential.user, end);
          const left = end - now;
          return end < (credential.expiresAt ?? now) && left > 0 && left < (warning?.before ?? 0) ? left : undefined;
        })(server);
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
