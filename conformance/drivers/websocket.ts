/** The driver for a live server: lines over WebSocket, hooks over its control interface, real time or the server's own. */
import { type About, HOOKS, type HookName } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Driver, Signal } from '../engine/driver.ts';
import { Trouble } from '../engine/trouble.ts';
import { type AdvanceClock, createAdvanceClock } from './advance-clock.ts';
import { type Control, createControl } from './control.ts';
import { createDraining } from './draining.ts';
import { createExchanger } from './http-exchange.ts';
import { probe } from './probe.ts';
import { createRealClock } from './real-clock.ts';
import { spoil } from './tokens.ts';
import { openLine, type OpenLine } from './websocket-line.ts';

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

const addressOf = (url: string): URL => {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== 'ws:' && address?.protocol !== 'wss:') {
    throw new Trouble(
      'USAGE',
      `${url.replace(/[?#].*/s, '')} is no WebSocket URL: it must begin with ws:// or wss://.`,
    );
  }
  address.hash = '';
  return address;
};

/** The address with a token in a query parameter, or without any there; the rest of the query stays as it is. */
const withToken = (address: URL, parameter: string | undefined, token: string | undefined): URL =>
  parameter === undefined ? address : withQuery(address, { [parameter]: token });

/** The address with such parameters in the place of those of their names; the rest of the query stays as it is. */
const withQuery = (address: URL, parameters: Readonly<Record<string, string | undefined>>): URL => {
  const shown = new URL(address);
  const names = Object.keys(parameters);
  const others = shown.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !names.some((name) => new URLSearchParams(part).has(name)));
  const own = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  shown.search = [...others, ...own].join('&');
  return shown;
};

/** Where a server that upgrades at an address answers ordinary requests. */
const overHttp = (address: URL, path: string, query: string): URL => {
  const url = new URL(address.href.replace(/^ws/, 'http'));
  url.pathname = path;
  url.search = query;
  return url;
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

const controlOf = ({ control, secret, patience, protocol }: WebsocketOptions): Control | undefined =>
  typeof control === 'string'
    ? createControl({ url: control, patience, protocol: protocol.id, ...(secret === undefined ? {} : { secret }) })
    : control;

const noHooks: Driver['call'] = (hook) =>
  Promise.resolve({ status: 'failed', error: `The hook ${hook} cannot be called: no control interface was given.` });

/** Makes the driver; throws {@link Trouble} when the server or its control interface cannot be used. */
export const websocketDriver = async (options: WebsocketOptions): Promise<LiveDriver> => {
  const { protocol, patience } = options;
  const address = addressOf(options.url);
  const parameter = protocol.promises.credentials?.in.query;
  const control = controlOf(options);
  const real = createRealClock();
  const lines = new Set<OpenLine>();
  const resources = createExchanger(patience, RESOURCE);
  let advancing: AdvanceClock | undefined;

  const open = (
    token: string | undefined,
    within: number,
    listener: (signal: Signal) => void,
    timed: boolean,
    query: Readonly<Record<string, string>> = {},
  ): OpenLine => {
    const line = openLine({
      address: withQuery(withToken(address, parameter, token), query),
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
      connect: (token, listener, timed, query) => open(token, patience, listener, timed, query),
      fetch: async (path, query) => {
        const came = await resources.exchange({ method: 'GET', url: overHttp(address, path, query), headers: {} });
        return came.status === 'none' ? { text: came.because } : came;
      },
      call: control?.call ?? noHooks,
      spoil,
      // Durations on a clock that stands still suffer from no stall.
      onStall: advancing ? () => {} : real.onStall,
      giveUp: () => control?.close(),
      close,
    };
    return { driver, ...(about ? { about } : {}), trouble: () => advancing?.trouble() };
  } catch (error) {
    await close();
    throw error;
  }
};
