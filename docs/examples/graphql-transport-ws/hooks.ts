/** What makes things happen on a chat: the hooks, as functions. */
import { defineDriver, Refused } from 'wireproof';
import { type Said, type serveChat, tokenFor } from './server.ts';

type Served = Pick<Awaited<ReturnType<typeof serveChat>>, 'say' | 'leave'>;

/** The hooks for a chat whose clients have so many ms to speak first. */
export const hooksOf = ({ say, leave }: Served, ms: number) =>
  defineDriver({
    protocol: 'graphql-transport-ws',
    // The text leaves the number to the server; whoever examines it says which it is.
    promises: { handshake: { opening: { within: { ms } } } },
    publish: ({ event, payload }) => {
      if (event !== 'said') throw new Refused(`there is no event ${event}`, 400);
      say(payload as unknown as Said);
    },
    token: ({ subject, expiresIn }) => tokenFor(subject, expiresIn),
    close: ({ subject }) => leave(subject),
  });
