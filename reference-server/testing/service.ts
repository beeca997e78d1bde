/** A served commerce server for the tests of the host, closed when the test is over. */
import { onTestFinished } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { client } from './client.ts';
import { makeCommerce } from '../commerce/server.ts';
import { type ServeOptions, serve } from '../host.ts';

/** Serves commerce with its control interface. */
export const service = async (options: Partial<ServeOptions> = {}) => {
  const served = await serve({ server: makeCommerce(), protocol: commerce, control: true, ...options });
  onTestFinished(served.close);
  const call = (path: string, body?: unknown, init: RequestInit = {}): Promise<Response> =>
    fetch(`${served.controlUrl}${path}`, {
      method: 'POST',
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...init,
    });
  const token = async (subject: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const answer = (await (await call('/token', { subject, ...more })).json()) as { readonly token: string };
    return answer.token;
  };
  const address = async (subject: string, more?: Readonly<Record<string, unknown>>): Promise<string> =>
    `${served.url}?token=${await token(subject, more)}`;
  return {
    ...served,
    call,
    token,
    address,
    /** Connects a user and waits for the greeting. */
    join: async (subject: string, more?: Readonly<Record<string, unknown>>) => {
      const joined = client(await address(subject, more));
      await joined.next({ type: 'connected' });
      return joined;
    },
  };
};
