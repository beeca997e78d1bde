/** Needs: the hooks that most requirements are exercised with. */
import type { HookName } from '../../schemas/hooks.ts';
import type { Promises } from '../../schemas/promises.ts';

/** A user has to be let in. */
export const TOKEN: readonly HookName[] = ['token'];

/** A user has to be let in, and something has to happen. */
export const TOKEN_AND_PUBLISH: readonly HookName[] = ['token', 'publish'];

/** Whoever wants to connect needs a token, in protocols that ask for one. */
export const toConnect = ({ credentials }: Promises): readonly HookName[] => (credentials ? TOKEN : []);
