/** The driver for a live server: lines over WebSocket or Socket.IO, hooks over its control interface, real time or the server's own. */
import { type About, HOOKS, type HookName } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { tokenParameter } from '../../schemas/token-place.ts';
import type { Driver, Identity, Signal } from '../engine/driver.ts';
import { Trouble } from '../engine/trouble.ts';
import { addressOf, overHttp, withQuery, withToken } from './addresses.ts';
import { type AdvanceClock, createAdvanceClock } from './advance-clock.ts';
import { type Control, createControl } from './control.ts';
import { createDraining } from './draining.ts';
import { createExchanger } from './http-exchange.ts';
import { offering, openOver } from './dial.ts';
import type { OpenLine } from './open-line.ts';
import { probe } from './probe.ts';
import { type Reach, withoutHeaders } from './reach.ts';
import { createRealClock } from './real-clock.ts';
import { spoil } from './tokens.ts';

/** Which server to drive, and how. */
export interface WebsocketOptions {
  readonly url: string;
  readonly protocol: Protocol;
  /** The URL of the control interface, or the hooks themselves. */
  readonly control?: string | Control;
  readonly secret?: string;
  /** `auto` is virtual where the server offers `advance`. */
  readonly clock: 'real' | 'virtual' | 'auto';
  /** How long a handshake or a hook may take, in ms. */
  readonly patience: number;
  readonly reach?: Reach;
  /** Whose token is shown where no hook makes any; throws {@link Trouble} `USAGE` where the protocol counts per user. */
  readonly identity?: Identity;
}

/** A driver that is ready, and what the server said of itself. */
export interface LiveDriver {
  readonly driver: Driver;
  readonly about?: About;
  /** Why the examination cannot go on, once it cannot: the server's time no longer moves. */
  readonly trouble: () => string | undefined;
}

/** The largest resource that is read, in bytes: it may tell of all that a server has ever known. */
const RESOURCE = 16 * 1024 * 1024;
/** How long the server may take to show that it is there, in ms. */
const PROBE = 10_000;
/** Where no heartbeat says otherwise, time moves as if there were one every so many ms. */
const BEAT = 30_000;
/** Strides per heartbeat: of a server that answers at once, and at the least, so that no client owes an answer within one. */
const STRIDES = { usual: 30, least: 3 } as const;

/** The strides of an advance clock, by the heartbeat as this build has it, in ms. */
const stridesOf = ({ promises }: Protocol, about: About | undefined) => {
  const own = about?.promises?.heartbeat;
  const every = typeof own === 'object' && own !== null && 'every' in own ? own.every : promises.heartbeat?.every;
  const beat = typeof every === 'number' ? every : BEAT;
  return {
    stride: Math.max(1, Math.floor(beat / STRIDES.usual)),
    longest: Math.max(1, Math.floor(beat / STRIDES.least)),
  };
};

/** Whether time is to be the server's own; throws {@link Trouble} `USAGE` when it cannot be. */
const isVirtual = (clock: WebsocketOptions['clock'], hooks: ReadonlySet<HookName>): boolean => {
  if (clock === 'virtual' && !hooks.has('advance')) {
    throw new Trouble(
      'USAGE',
      'A virtual clock needs a control interface that offers the hook advance; this server does not offer it.',
    );
  }
  return clock !== 'real' && hooks.has('advance');
};

const controlOf = ({ control, secret, patience, protocol, reach = {} }: WebsocketOptions): Control | undefined =>
  typeof control === 'string'
    ? createControl({
        ...{ url: control, patience, protocol: protocol.id, reach: withoutHeaders(reach) },
        ...(secret !== undefined && { secret }),
      })
    : control;

const noHooks: Driver['call'] = (hook) =>
  Promise.resolve({ status: 'failed', error: `The hook ${hook} cannot be called: no control interface was given.` });

/** Makes the driver; throws {@link Trouble} when the server or its control interface cannot be used. */
export const websocketDriver = async (options: WebsocketOptions): Promise<LiveDriver> => {
  const { protocol, patience, reach = {}, identity } = options;
  const address = addressOf(options.url, protocol);
  const parameter = tokenParameter(protocol.promises);
  const control = controlOf(options);
  const real = createRealClock();
  const lines = new Set<OpenLine>();
  const resources = createExchanger(patience, RESOURCE, reach);
  let advancing: AdvanceClock | undefined;

  const open = (
    token: string | undefined,
    within: number,
    listener: (signal: Signal) => void,
    timed: boolean,
    query: Readonly<Record<string, string>> = {},
    offers?: string,
  ): OpenLine => {
    const line = openOver(protocol)({
      address: withQuery(withToken(address, parameter, token), query),
      reach: offering(reach, protocol, offers),
      patience: within,
      listener,
      // Time waits for what is under way on timed lines, and for every pong.
      notice: (what, which) => {
        if (timed || what === 'last word') advancing?.notice(what, which);
      },
      roundTrip: real.roundTrip,
    });
    lines.add(line);
    void line.over.then(() => lines.delete(line));
    return line;
  };
  const close = async (): Promise<void> => {
    (advancing ?? real).stop();
    for (const line of lines) line.drop();
    await Promise.all([...lines].map(({ over }) => over));
    control?.close();
    resources.close();
  };

  try {
    const shown = `${address.protocol}//${address.host}${address.pathname}`;
    await probe((listener) => open(undefined, Math.min(patience, PROBE), listener, true), shown, protocol);
    const about = await control?.about();
    const hooks = new Set(HOOKS.filter((hook) => about?.hooks.includes(hook)));
    // Where nobody has to say who they are, or a hook makes tokens, it is not needed.
    const known = protocol.promises.credentials && !hooks.has('token') ? identity : undefined;
    if (known && protocol.promises.limits?.per === 'user') {
      throw new Trouble(
        'USAGE',
        `${protocol.id} limits how much one user may send, and one token is one user; offer the hook token instead.`,
      );
    }
    if (isVirtual(options.clock, hooks) && control) {
      advancing = createAdvanceClock({
        advance: (ms) => control.call('advance', { ms }),
        ...stridesOf(protocol, about),
        real,
        drain: createDraining(lines, real.patiently),
      });
      await advancing.begin();
    }
    const driver: Driver = {
      clock: advancing ?? real,
      hooks,
      ...(known && { identity: known }),
      connect: (token, listener, timed, query, offers) => open(token, patience, listener, timed, query, offers),
      fetch: async (path, query) => {
        const came = await resources.exchange({ method: 'GET', url: overHttp(address, path, query), headers: {} });
        return came.status === 'none' ? { text: came.because } : came;
      },
      call: control?.call ?? noHooks,
      spoil,
      // Durations on a clock that stands still suffer from no stall.
      onStall: advancing ? () => {} : real.onStall,
      giveUp: () => {
        control?.close();
        resources.close();
      },
      close,
    };
    return { driver, ...(about ? { about } : {}), trouble: () => advancing?.trouble() };
  } catch (error) {
    await close();
    throw error;
  }
};
