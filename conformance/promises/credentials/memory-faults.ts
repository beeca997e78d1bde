/** The faults of credentials that lie with what a server remembers: tokens, their users, and when they end. */
import type { CredentialsPromise } from '../../../schemas/promises/credentials.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { byCompanions } from '../../faults/companions.ts';
import { noticing } from '../../faults/noticing.ts';

/** Literals, so that `breaks` is checked against the requirements of credentials. */
export const credentialsMemoryFaults = ({ promises, promise: { expiry } }: Setting<CredentialsPromise>) =>
  ({
    'knows-it-from-before': {
      story: 'A token that was good when it was shown first is let in for ever.',
      breaks: ['refuses-expired'],
      disturbs: ['credentials/*', 'messages/controls', 'handshake/*'],
      decide: {
        expired: (original) => {
          const known = new Set<number>();
          return (at: number, now: number, when: string) => {
            const over = (original as (...args: readonly unknown[]) => boolean)(at, now, when);
            if (when !== 'connecting') return over;
            if (!over) known.add(at);
            return over && !known.has(at);
          };
        },
      },
    },
    'counts-with-32-bits': {
      story: 'What is too far away for a timer of 32 bits is over at once.',
      breaks: expiry ? (['not-before-expiry'] as const) : [],
      disturbs: [...noticing(promises).ended, 'credentials/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          if (input.do !== 'connect' || input.credential.status !== 'valid') return server.receive(input, now);
          const { expiresAt = 0 } = input.credential;
          const credential = { ...input.credential, expiresAt: now + 1 };
          return server.receive(expiresAt - now > 2 ** 31 ? { ...input, credential } : input, now);
        },
      }),
    },
    'ten-at-the-most': {
      story: 'A user who has ten connections is refused another.',
      breaks: ['accepts-good'],
      disturbs: ['credentials/*', 'closing/*', 'handshake/first-message', 'errors/bystanders'],
      wrap: byCompanions((connecting, open) =>
        open < 10 ? connecting : { ...connecting, credential: { status: 'malformed' } },
      ),
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
