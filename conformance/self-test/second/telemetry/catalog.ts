/** The six events of telemetry as MESSAGES names them, written down by hand: channels, fields, kinds, and two facts. */

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string' && value !== '';
const num: Check = (value) => Number.isFinite(value);
const amount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const share: Check = (value) => amount(value) && Number(value) <= 100;
const int: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const one =
  (...expected: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && expected.includes(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fits =
  (fields: Fields): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const position = fits({
  ...{ symbol: text, qty: num, side: one('long', 'short'), entryPrice: amount, currentPrice: amount },
  ...{ unrealizedPL: num, unrealizedPLPercent: num, marketValue: num },
});
/** What happens to an order, and how it stands then. */
const STANDINGS = new Map<unknown, string>([
  ...['new', 'filled', 'cancelled', 'rejected'].map((word) => [word, word] as const),
  ['partial_fill', 'partially_filled'],
]);
const order = fits({
  ...{ id: text, symbol: text, side: one('buy', 'sell'), type: one('market', 'limit', 'stop', 'stop_limit') },
  ...{
    qty: num,
    filledQty: num,
    price: (value) => value === null || amount(value),
    status: one(...STANDINGS.values()),
  },
  ...{ createdAt: int, updatedAt: int },
});
const quote = fits({ price: amount, change: num, changePercent: num, volume: int });

/** What is known of one event. */
interface Entry {
  readonly channel: string;
  readonly fields: Fields;
}

const EVENTS = new Map<string, Entry>([
  [
    'positions:update',
    { channel: 'positions', fields: { positions: (value) => Array.isArray(value) && value.every(position) } },
  ],
  ['orders:update', { channel: 'orders', fields: { type: (value) => STANDINGS.has(value), order } }],
  [
    'account:update',
    {
      channel: 'account',
      fields: {
        ...{ equity: num, cash: num, buyingPower: num, portfolioValue: num },
        ...{ dayPL: num, dayPLPercent: num, totalPL: num, totalPLPercent: num },
      },
    },
  ],
  [
    'health:update',
    {
      channel: 'health',
      fields: {
        ...{ cpu: share, memory: share, latency: amount, uptime: int, lastHeartbeat: int },
        status: one('healthy', 'degraded', 'critical'),
      },
    },
  ],
  [
    'market:update',
    { channel: 'market', fields: { symbols: (value) => isObject(value) && Object.values(value).every(quote) } },
  ],
  [
    'activity:log',
    {
      channel: 'activity',
      fields: {
        ...{ id: text, message: text, severity: one('info', 'warning', 'error') },
        type: one('order_placed', 'order_filled', 'position_opened', 'position_closed', 'system', 'error'),
        details: (value) => value === undefined || isObject(value),
      },
    },
  ],
]);

const CHANNELS: ReadonlySet<string> = new Set([...EVENTS.values()].map(({ channel }) => channel));

/** Whether there is a channel of that name. */
export const isChannel = (name: string): boolean => CHANNELS.has(name);

/** The channel that an event goes out on. */
export const channelOf = (event: string): string => EVENTS.get(event)?.channel ?? '';

/** An event that fits the catalog. */
export interface Happening {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The event that a request to publish asks for; `undefined` where it is none of the catalog, or does not fit it. */
export const happening = (body: unknown): Happening | undefined => {
  if (!isObject(body)) return undefined;
  const { event, payload } = body;
  const entry = typeof event === 'string' ? EVENTS.get(event) : undefined;
  if (typeof event !== 'string' || !entry || !isObject(payload)) return undefined;
  return fits({ ...entry.fields, timestamp: int })(payload) ? { event, data: payload } : undefined;
};

/** Whether an update of an order says one thing with all its fields; everything else does. */
export const isConsistent = ({ event, data: { type, order: about } }: Happening): boolean => {
  if (event !== 'orders:update' || !isObject(about)) return true;
  return STANDINGS.get(type) === about['status'] && Number(about['filledQty']) <= Number(about['qty']);
};
