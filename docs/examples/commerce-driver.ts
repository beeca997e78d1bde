/**
 * A driver file for the protocol `commerce`: the hooks as functions, for a server that has an API of its own by which
 * things happen. Here that is a back office that speaks JSON over HTTP; put your own calls in its place.
 *
 *     BACK_OFFICE=http://localhost:9000 npx wireproof test ws://localhost:8080/ws --protocol commerce --driver commerce-driver.ts
 */
import { defineDriver, Refused } from 'wireproof';

const BACK_OFFICE = process.env.BACK_OFFICE ?? 'http://localhost:9000';

/** Asks the back office for something; what it refuses by its rules is refused here, and all else is trouble. */
const ask = async (path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await fetch(`${BACK_OFFICE}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status === 400 || answer.status === 409) throw new Refused(text, answer.status);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
};

export default defineDriver({
  protocol: 'commerce',
  /** Makes an event happen; it must have been handed to every connection it concerns when this is done. */
  publish: ({ event, payload }) => ask('/publish', { event, payload }),
  /** Logs a user in; a negative `expiresIn` asks for a token that has expired already. */
  token: async ({ subject, roles, expiresIn }) => String((await ask('/token', { subject, roles, expiresIn })).token),
  /** Ends connections as an operator would. */
  close: ({ subject, reason }) => ask('/close', { subject, reason }),
  reset: () => ask('/reset', {}),
});
