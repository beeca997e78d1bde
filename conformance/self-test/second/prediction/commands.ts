/** What a client's text asks for; whatever cannot be understood is bad input, with its id where it has one. */

/** Where a subscription begins. */
export type From = 'latest' | 'earliest' | { readonly offset: number };

/** Asks for streams. */
export interface Subscribe {
  readonly op: 'subscribe';
  readonly id: string;
  readonly streams: readonly string[];
  /** None given: all. */
  readonly markets: readonly string[] | undefined;
  readonly from: From;
}

/** What a client asks for. */
export type Command =
  | Subscribe
  | { readonly op: 'unsubscribe'; readonly id: string; readonly streams: readonly string[] }
  | { readonly op: 'resync'; readonly id: string; readonly market: string; readonly outcome: string }
  | { readonly op: 'ping'; readonly id: string }
  | { readonly op: 'bad'; readonly id: string | null };

type Body = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every(isText);

const read = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const fromIn = (value: unknown): From | undefined => {
  if (value === undefined) return 'latest';
  if (value === 'latest' || value === 'earliest') return value;
  if (typeof value !== 'object' || value === null || !('offset' in value)) return undefined;
  const { offset } = value;
  return typeof offset === 'number' && Number.isSafeInteger(offset) ? { offset } : undefined;
};

const subscribeIn = (id: string, { streams, markets, from }: Body): Subscribe | undefined => {
  const start = fromIn(from);
  if (!start || !isList(streams) || (markets !== undefined && !isList(markets))) return undefined;
  if (streams.includes('orders.delta') && markets === undefined) return undefined;
  return { op: 'subscribe', id, streams, markets, from: start };
};

const understood = (id: string, body: Body): Command | undefined => {
  switch (body['op']) {
    case 'subscribe':
      return subscribeIn(id, body);
    case 'unsubscribe': {
      const { streams } = body;
      return isList(streams) ? { op: 'unsubscribe', id, streams } : undefined;
    }
    case 'resync': {
      const { market_id: market, outcome_id: outcome } = body;
      return isText(market) && isText(outcome) ? { op: 'resync', id, market, outcome } : undefined;
    }
    case 'ping':
      return { op: 'ping', id };
    default:
      return undefined;
  }
};

/** The command that a text is. */
export const commandIn = (text: string): Command => {
  const value = read(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { op: 'bad', id: null };
  // Members of any object can be looked up.
  const body = value as Body;
  const { id } = body;
  if (typeof id !== 'string') return { op: 'bad', id: null };
  return understood(id, body) ?? { op: 'bad', id };
};
