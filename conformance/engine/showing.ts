/** Showing: the credentials that a plan's clients connect with - made by a hook, spoilt as the plan says, or shown again. */
import type { HookAnswer, HookName } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Driver } from './driver.ts';
import type { Badge } from './history.ts';
import type { TokenKind } from './plan.ts';

/** What a client shows of itself. */
export type Shown = Pick<Badge, 'secret' | 'expires' | 'again'>;

/** Which credential is to be shown, of whom. */
export interface Wanted {
  readonly kind: TokenKind;
  readonly user: string;
  readonly roles: readonly string[];
  /** The one that was made last for just this, where there is one. */
  readonly again?: boolean | undefined;
}

/** Makes what is shown; nothing where it cannot be made, so that the plan has to end. */
export type Shows = (wanted: Wanted) => Promise<Shown | undefined>;

/** What credentials are made with. */
interface Making {
  readonly protocol: Protocol;
  readonly driver: Driver;
  readonly call: (hook: HookName, request: unknown) => Promise<HookAnswer>;
}

/** Nothing made yet. */
export const createShowing = ({ protocol, driver, call }: Making): Shows => {
  /** What was made last for each user, by kind and roles, for whoever shows it again. */
  const made = new Map<string, Promise<Shown | undefined>>();

  /** The examiner's own, as it is or spoilt: there is no other where no hook makes any. */
  const own = ({ kind, user }: Wanted): Shown | undefined => {
    const token = driver.identity?.user === user ? driver.identity.token : undefined;
    if (kind === 'good') return token === undefined ? undefined : { secret: token };
    const spoilt = typeof kind === 'object' ? undefined : driver.spoil(kind, token, user);
    return spoilt === undefined ? undefined : { secret: spoilt };
  };

  const make = async (wanted: Wanted): Promise<Shown | undefined> => {
    const { kind, user, roles } = wanted;
    if (kind === 'missing' || !protocol.promises.credentials) return {};
    if (!driver.hooks.has('token')) return own(wanted);
    const lifetime = typeof kind === 'object' ? kind.expiresIn : undefined;
    const from = driver.clock.now();
    const answer = await call('token', {
      subject: user,
      ...(roles.length > 0 ? { roles } : {}),
      ...(lifetime === undefined ? {} : { expiresIn: lifetime }),
    });
    const token = answer.status === 'done' ? answer.answer.token : undefined;
    if (typeof token !== 'string') return undefined;
    const expires =
      lifetime === undefined ? {} : { expires: { from: from + lifetime, to: driver.clock.now() + lifetime } };
    const secret = driver.spoil(kind, token, user);
    return secret === undefined ? {} : { secret, ...expires };
  };

  return async ({ again, ...wanted }) => {
    const key = JSON.stringify(wanted);
    const before = again && (await made.get(key));
    if (before) return { ...before, again: true };
    const shown = make(wanted);
    made.set(key, shown);
    return shown;
  };
};
