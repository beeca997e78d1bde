/** All checks, in the order in which they are run: what ends connections late, what stops time last. */
import { ABOUT_CHECKS } from './about.ts';
import { ADVANCE_CHECKS } from './advance.ts';
import type { Check } from './check.ts';
import { CLOSE_CHECKS } from './close.ts';
import { ERROR_CHECKS, LAST_CHECKS, SECRET_CHECKS } from './errors.ts';
import { OFFER_CHECKS } from './offers.ts';
import { PUBLISH_CHECKS } from './publish.ts';
import { RESET_CHECKS } from './reset.ts';
import { TOKEN_CHECKS } from './token.ts';

/** The checks; `merges` says why the promises of a build cannot be laid over the protocol's, if they cannot. */
export const checks = (merges: (promises: unknown) => string | undefined): readonly Check[] => [
  ...ABOUT_CHECKS(merges),
  ...OFFER_CHECKS,
  ...SECRET_CHECKS,
  ...ERROR_CHECKS,
  ...PUBLISH_CHECKS,
  ...TOKEN_CHECKS,
  ...CLOSE_CHECKS,
  ...RESET_CHECKS,
  ...ADVANCE_CHECKS,
  ...LAST_CHECKS,
];
