/** What a token says, where it can be read. */
import { parsed } from '../scene/json.ts';

/** The claims that a protocol's tokens have. `exp` in seconds. */
export interface Claims {
  readonly sub?: unknown;
  readonly exp?: unknown;
  readonly roles?: unknown;
}

/** The claims of a JWT; undefined where the token is none. */
export const claimsIn = (token: string): Claims | undefined => {
  const [, payload = '', signature] = token.split('.');
  if (signature === undefined) return undefined;
  const value = parsed(Buffer.from(payload, 'base64url').toString());
  return typeof value === 'object' && value !== null ? (value as Claims) : undefined;
};
