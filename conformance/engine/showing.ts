/** Showing: which token a client shows as it connects - one made for it, one that is at hand, or one that is spoilt. */
import type { HookAnswer } from '../../schemas/hooks.ts';
import type { Driver } from './driver.ts';
import type { Badge } from './history.ts';
import type { TokenKind } from './plan.ts';

/** What is shown, and what is known of it. */
type Shown = Pick<Badge, 'secret' | 'expires' | 'again'>;

/** What showing needs of a performance. */
export interface ShowingOptions {
  readonly driver: Pick<Driver, 'clock' | 'hooks' | 'identity' | 'spoil'>;
  readonly call: (hook: 'token', request: unknown) => Promise<HookAnswer>;
  /** Whether the protocol has tokens. */
  readonly areWanted: boolean;
}

/** Gives what a client shows; nothing, where no such token can be had. `again`: the one that was made last, if any was. */
type Show = (
  step: { readonly again?: true },
  kind: TokenKind,
  user: string,
  roles: readonly string[],
) => Promise<Shown | undefined>;

/** Nothing shown yet. */
export const createShowing = ({ driver, call, areWanted }: ShowingOptions): Show => {
  const { clock } = driver;
  /** What was made last for each user, by kind and roles, for whoever shows it again. */
  const made = new Map<string, Promise<Shown | undefined>>();

  const credential = async (kind: TokenKind, user: string, roles: readonly string[]): Promise<Shown | undefined> => {
    if (kind === 'missing' || !areWanted) return {};
    const lifetime = typeof kind === 'object' ? kind.expiresIn : undefined;
    if (!driver.hooks.has('token')) {
      const own = driver.identity?.user === user ? driver.identity.token : undefined;
      if (kind === 'good') return own === undefined ? undefined : { secret: own };
      const spoilt = typeof kind === 'object' ? undefined : driver.spoil(kind, own, user);
      return spoilt === undefined ? undefined : { secret: spoilt };
    }
    const from = clock.now();
    const answer = await call('token', {
      subject: user,
      ...(roles.length > 0 ? { roles } : {}),
      ...(lifetime === undefined ? {} : { expiresIn: lifetime }),
    });
    const token = answer.status === 'done' ? answer.answer.token : undefined;
    if (typeof token !== 'string') return undefined;
    const expires = lifetime === undefined ? {} : { expires: { from: from + lifetime, to: clock.now() + lifetime } };
    const secret = driver.spoil(kind, token, user);
    return secret === undefined ? {} : { secret, ...expires };
  };

  return async ({ again }, ...wanted) => {
    const key = JSON.stringify(wanted);
    const before = again && (await made.get(key));
    if (before) return { ...before, again: true };
    const shown = credential(...wanted);
    made.set(key, shown);
    return shown;
  };
};
