/** Needs: the hooks that most requirements are exercised with. */
import type { HookName } from '../../schemas/hooks.ts';

/** A user has to be let in. */
export const TOKEN: readonly HookName[] = ['token'];

/** A user has to be let in, and something has to happen. */
export const TOKEN_AND_PUBLISH: readonly HookName[] = ['token', 'publish'];
