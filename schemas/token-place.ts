/** Where a client shows its token: in the address, or in the command that opens. */
import type { Promises } from './promises.ts';
import type { Pointer } from './promises/terms.ts';

/** The query parameter that holds the token; undefined where none does. */
export const tokenParameter = ({ credentials }: Promises): string | undefined =>
  credentials && 'query' in credentials.in ? credentials.in.query : undefined;

/** The place of the token in the command that opens; undefined where it has none there. */
export const tokenPointer = ({ credentials }: Promises): Pointer | undefined =>
  credentials && 'opening' in credentials.in ? credentials.in.opening : undefined;

/** An address's path with its token, as documents show it. */
export const pathWithToken = ({ path, promises }: { readonly path: string; readonly promises: Promises }): string => {
  const parameter = tokenParameter(promises);
  return parameter === undefined ? path : `${path}?${parameter}=TOKEN`;
};
