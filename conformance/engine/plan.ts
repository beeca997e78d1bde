/**
 * Plans: what clients do, as data. A plan prints, stores, shrinks and replays.
 * Users and things are symbols such as `⟨user1⟩` and `⟨order2⟩`, given real names anew in every run.
 */
import type { HookName } from '../../schemas/hooks.ts';
import { FIRST_USER } from './names.ts';

/** The ways in which a token can be good or bad; a number is a lifetime in ms, negative for one that has expired. */
export type TokenKind =
  | 'good'
  | 'missing'
  | 'malformed'
  | 'bad signature'
  | 'unsigned'
  | { readonly expiresIn: number };

/** Broken on purpose, below the level of messages. */
export type BrokenFrame = 'reserved bits' | 'unmasked' | 'reserved opcode' | 'long ping' | 'invalid utf-8';

/** How a message is sent in several frames (RFC 6455, 5.4). */
export interface Fragmented {
  /** In how many: as equal as can be, wherever that cuts; the last of them are empty where there is not enough. */
  readonly fragments?: number;
  /** True: a ping goes behind the first of them. */
  readonly interrupted?: true;
}

/** One step of a plan. */
export type Step =
  | {
      readonly do: 'connect';
      readonly client: string;
      readonly user: string;
      readonly roles?: readonly string[];
      readonly token?: TokenKind;
      /** True: it shows the very token that was made for a client of the same user before it, if one of that kind was. */
      readonly again?: true;
      /** False: this client never answers pings. */
      readonly pongs?: boolean;
      /** Parameters of the address, beside the token. */
      readonly query?: Readonly<Record<string, string>>;
      /** False: where a client must speak first, this one does not do so of itself. */
      readonly opens?: false;
      /** The subprotocol that it offers instead of the protocol's own; none, where it is empty. */
      readonly offers?: string;
    }
  /** Sends a JSON value as one text frame, without waiting for what it brings. */
  | ({ readonly do: 'send'; readonly client: string; readonly frame: unknown } & Fragmented)
  /** Sends a JSON object padded with an undeclared member to exactly so many bytes. */
  | {
      readonly do: 'pad';
      readonly client: string;
      readonly frame: Readonly<Record<string, unknown>>;
      readonly bytes: number;
    }
  /** Sends text that need not be JSON. */
  | ({ readonly do: 'text'; readonly client: string; readonly text: string } & Fragmented)
  /** Sends a binary frame with this text as its bytes. */
  | { readonly do: 'binary'; readonly client: string; readonly text: string }
  /** Sends a ping frame that holds this text, 125 bytes at the most, and goes on; `settle` waits for the pong. */
  | { readonly do: 'ping'; readonly client: string; readonly text: string }
  /** Sends a frame that breaks RFC 6455. */
  | { readonly do: 'break'; readonly client: string; readonly how: BrokenFrame }
  | {
      readonly do: 'publish';
      readonly event: string;
      readonly body: Readonly<Record<string, unknown>>;
      /** Whom it concerns, where it does not say so itself. */
      readonly user?: string;
      /** It breaks a rule that the server enforces, and must be refused. */
      readonly refused?: true;
    }
  /** Asks for a resource over HTTP, on behalf of a client, without waiting for the answer; `settle` does. */
  | {
      readonly do: 'fetch';
      readonly client: string;
      readonly path: string;
      readonly query?: Readonly<Record<string, string | Seen>>;
    }
  /** Starts all of its steps at once and goes on when the last is done. */
  | { readonly do: 'together'; readonly steps: readonly Step[] }
  | { readonly do: 'repeat'; readonly times: number; readonly steps: readonly Step[] }
  /** Lets time pass. */
  | { readonly do: 'wait'; readonly ms: number }
  /** Waits until a client, or every client, has got all that is due to it. */
  | { readonly do: 'settle'; readonly client?: string }
  | { readonly do: 'leave'; readonly client: string; readonly abruptly?: boolean }
  /** Asks the server to end a user's connections, or everybody's. */
  | { readonly do: 'end'; readonly user?: string; readonly reason: string }
  /** Makes the server forget everything. */
  | { readonly do: 'reset' };

/**
 * Stands in a frame, or a query, for the latest number that a client has seen, on this connection or the one before;
 * in the count that `of` names, where there are several.
 */
export interface Seen {
  readonly seen: string;
  readonly of?: string;
  readonly plus?: number;
  /** True: the latest of what this plan has published, whatever others have published since. */
  readonly own?: true;
}

/** A plan: its steps, and where it came from. */
export interface Plan {
  readonly steps: readonly Step[];
  /** True when it touches everybody on the server, so that nothing may run beside it. */
  readonly alone?: boolean;
  /**
   * True when it is about what is told at a pace, the same to everybody: such plans run one after the other, once none
   * is left that publishes any of it.
   */
  readonly apart?: true;
  /** True when it is about limits: what it sends may be too much. */
  readonly exceeds?: true;
}

/** The same steps, in a plan of such a kind. */
export const like = (kind: Omit<Plan, 'steps'>, { steps, ...own }: Plan): Plan => ({
  steps,
  ...own,
  ...(kind.alone && { alone: kind.alone }),
  ...(kind.apart && { apart: kind.apart }),
  ...(kind.exceeds && { exceeds: kind.exceeds }),
});

/** Makes a plan of steps and lists of steps. */
export const plan = (...steps: readonly (Step | readonly Step[])[]): Plan => {
  const all = steps.flat() as readonly Step[];
  return all.some((step) => (step.do === 'end' && step.user === undefined) || step.do === 'reset')
    ? { steps: all, alone: true }
    : { steps: all };
};

/** Every step, those inside `together` and `repeat` too, in order. */
export function* flatten(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step;
    if (step.do === 'together' || step.do === 'repeat') yield* flatten(step.steps);
  }
}

/** How long a plan waits at the least, in ms. */
export const waits = (steps: readonly Step[]): number =>
  steps.reduce((sum, step) => {
    if (step.do === 'wait') return sum + step.ms;
    if (step.do === 'repeat') return sum + step.times * waits(step.steps);
    if (step.do === 'together') return sum + Math.max(0, ...step.steps.map((inner) => waits([inner])));
    return sum;
  }, 0);

/** Whether nothing that waits may run beside a plan, or nothing at all. */
export const isByItself = ({ alone, apart }: Plan): boolean => alone === true || apart === true;

/** Whether the time that passes matters to a plan: it is about limits, waits, ends connections, shows tokens that expire, or leaves pings unanswered. */
export const isTimed = ({ steps, exceeds }: Plan): boolean =>
  exceeds === true ||
  [...flatten(steps)].some(
    (step) =>
      step.do === 'wait' ||
      step.do === 'end' ||
      (step.do === 'connect' && (step.pongs === false || (typeof step.token === 'object' && step.token.expiresIn > 0))),
  );

/** The hooks that a plan cannot do without; `tokens` says whether its protocol has any. */
export const hooksOf = (
  { steps }: Plan,
  tokens: boolean | 'one user' = true,
): ReadonlySet<Exclude<HookName, 'advance'>> => {
  const needed = new Set<Exclude<HookName, 'advance'>>();
  for (const step of flatten(steps)) {
    if (tokens && step.do === 'connect' && needsToken(step) && !(tokens === 'one user' && isAtHand(step)))
      needed.add('token');
    if (step.do === 'publish') needed.add('publish');
    if (step.do === 'end') needed.add('close');
    if (step.do === 'reset') needed.add('reset');
  }
  return needed;
};

type Connect = Extract<Step, { do: 'connect' }>;

const needsToken = ({ token = 'good' }: Connect): boolean => token === 'good' || typeof token === 'object';

/** Whether a token that is there without a hook will do: it belongs to the first user, as it is. */
const isAtHand = ({ token = 'good', user, roles = [] }: Connect): boolean =>
  token === 'good' && user === FIRST_USER && roles.length === 0;
