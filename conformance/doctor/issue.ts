/** Asks for one token. */
import type { TokenRequest } from '../../schemas/hooks.ts';
import type { Came } from './asking.ts';
import type { Bench } from './check.ts';
import { objectIn } from './demand.ts';

/** Whether a value can be shown as a token: text of printable ASCII. */
export const isToken = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]+$/u.test(value);

/** A token, or what came in its place. */
export const issue = async (
  { ask }: Pick<Bench, 'ask'>,
  body: TokenRequest,
): Promise<{ readonly token: string } | { readonly came: Came }> => {
  const came = await ask({ method: 'POST', hook: 'token', body });
  const token = came.status === 200 ? objectIn(came.text)?.token : undefined;
  return isToken(token) ? { token } : { came };
};
