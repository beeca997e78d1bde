/** The reference server of trading tells the same in process and over Socket.IO, whichever transport carries it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { trading } from '../../schemas/trading/protocol.ts';
import type { Replacements } from '../../schemas/server.ts';
import { serve } from '../../reference-server/host.ts';
import type { Decisions } from '../../reference-server/trading/decisions.ts';
import { makeTrading } from '../../reference-server/trading/server.ts';
import { inProcess } from '../drivers/in-process.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import type { Driver, Line, Signal } from '../engine/driver.ts';

/** Where a server is: in this process, or behind a transport. */
type Place = 'in process' | 'websocket' | 'polling';
const PLACES: readonly Place[] = ['in process', 'websocket', 'polling'];

const driverAt = async (place: Place, decide: Replacements<Decisions> = {}): Promise<Driver> => {
  const server = makeTrading({ decide });
  if (place === 'in process') return inProcess({ server, protocol: trading });
  const { url, controlUrl = '', close } = await serve({ server, protocol: trading, control: true });
  onTestFinished(close);
  const live = await websocketDriver({ url, protocol: trading, control: controlUrl, clock: 'virtual', patience: 5000 });
  onTestFinished(live.driver.close);
  return live.driver;
};

const frame = (event: string, data: unknown): string => JSON.stringify({ event, data });
const example = (event: keyof typeof trading.events, more: object = {}) => ({
  event,
  // An example is an object.
  payload: { ...(trading.events[event].examples[0] as object), ...more },
});

/** A signal in short: the name of a frame with what matters in it, or what happened. */
const inShort = (signal: Signal): string => {
  if (signal.kind === 'refused') return `refused ${JSON.stringify(signal.error?.data)}`;
  if (signal.kind !== 'received') return signal.kind;
  const { event, data } = JSON.parse(signal.text) as { readonly event: string; readonly data: Record<string, unknown> };
  const detail =
    data['error'] ?? data['ok'] ?? data['reason'] ?? data['expiresIn'] ?? data['current'] ?? data['volume'];
  return detail === undefined ? event : `${event} ${String(detail)}`;
};

/** Plays on one server; clients keep what they heard. */
const stage = async (place: Place, decide?: Replacements<Decisions>) => {
  const driver = await driverAt(place, decide);
  const told: Signal[] = [];
  driver.clock.enter(true);
  const call = async (hook: 'publish' | 'close', request: unknown): Promise<void> => {
    expect(await driver.call(hook, request)).toMatchObject({ status: 'done' });
  };
  const connect = async (user: string, expiresIn?: number): Promise<Line> => {
    const answer = await driver.call('token', { subject: user, ...(expiresIn !== undefined && { expiresIn }) });
    const token = answer.status === 'done' ? String(answer.answer['token']) : '';
    return driver.connect(
      token,
      (signal) => told.push(signal),
      true,
      place === 'in process' ? {} : { transport: place },
    );
  };
  return {
    connect,
    call,
    wait: (ms: number) => driver.clock.until(driver.clock.now() + ms),
    /** Resolves with all that was heard, once that is so much. */
    heard: async (count: number): Promise<readonly string[]> => {
      await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
      return told.map(inShort);
    },
  };
};

describe.each(PLACES)('%s', (place) => {
  it('tells a connection of its commands, of quotes at their pace, and of its end', async () => {
    const { connect, call, wait, heard } = await stage(place);
    const line = await connect('u', 302_000);
    await heard(2);
    line.text(frame('market.subscribe', { symbols: ['AAPL'] }));
    line.text('{');
    line.binary('x');
    line.text(frame('market.subscribe', { symbols: [7] }));
    await heard(9);
    for (const volume of [1, 2, 3]) await call('publish', example('market.quote', { volume }));
    await wait(1000);
    line.text(frame('state.requestSync', { syncTypes: ['portfolio'] }));
    await heard(13);
    await wait(1000);
    await call('close', { subject: 'u', reason: 'logout' });
    expect(await heard(16)).toEqual([
      'opened',
      'connection.authorized',
      'acknowledgement true',
      ...Array.from({ length: 3 }, () => [
        'connection.error INVALID_PAYLOAD',
        'acknowledgement INVALID_PAYLOAD',
      ]).flat(),
      'market.quote 1',
      'market.quote 3',
      'state.sync',
      'acknowledgement true',
      'token.expiring 300',
      'connection.closed logout',
      'closed',
    ]);
  });

  it('ends a connection with the message that is one too many, and refuses the next', async () => {
    const { connect, heard, wait } = await stage(place);
    const line = await connect('u');
    await heard(2);
    for (let n = 0; n < 11; n += 1) line.text(frame('market.unsubscribe', { symbols: [] }));
    const first = await heard(16);
    expect(first.slice(9)).toEqual([
      'acknowledgement true',
      'error.rateLimitWarning 8',
      'acknowledgement true',
      'acknowledgement true',
      'acknowledgement RATE_LIMIT_EXCEEDED',
      'connection.error RATE_LIMIT_EXCEEDED',
      'closed',
    ]);
    await connect('u');
    expect((await heard(19)).slice(16)).toEqual(['opened', 'connection.error RATE_LIMIT_EXCEEDED', 'closed']);
    await wait(60_000);
    await connect('u');
    expect((await heard(21)).slice(19)).toEqual(['opened', 'connection.authorized']);
  });

  it('can be told by the transport that it is not let in', async () => {
    const { connect, heard } = await stage(place, { byTransport: () => () => true });
    await connect('u', -1000);
    expect(await heard(1)).toEqual(['refused {"code":"AUTHENTICATION_FAILED"}']);
  });

  it('is closed where it sends too much, at the very byte', async () => {
    const { connect, heard } = await stage(place);
    const line = await connect('u');
    await heard(2);
    const padded = (bytes: number): string => {
      const command = { event: 'market.subscribe', data: { symbols: [] }, padding: '' };
      return JSON.stringify({ ...command, padding: 'x'.repeat(bytes - JSON.stringify(command).length) });
    };
    line.text(padded(65_536));
    expect((await heard(3)).slice(2)).toEqual(['acknowledgement true']);
    line.text(padded(65_537));
    expect((await heard(4)).slice(3)).toEqual(['closed']);
  });
});
