/** What a client's text asks for; whatever cannot be understood is bad input, and what nobody knows is unknown. */

/** What a client asks for. */
export type Command =
  | { readonly asks: 'more' | 'less'; readonly symbols: readonly string[] }
  | { readonly asks: 'state'; readonly parts: ReadonlySet<string> }
  | { readonly asks: 'nonsense' | 'unknown' };

type Members = Readonly<Record<string, unknown>>;

const PARTS = ['portfolio', 'positions', 'trades'];
const NONSENSE: Command = { asks: 'nonsense' };

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listIn = (data: unknown, name: string, fits: (item: string) => boolean): readonly string[] | undefined => {
  const list: unknown = isMembers(data) ? data[name] : undefined;
  const isList = Array.isArray(list) && list.every((item) => typeof item === 'string' && fits(item));
  return isList ? list : undefined;
};

const read = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The command that a text is. */
export const commandIn = (text: string): Command => {
  const frame = read(text);
  if (!isMembers(frame)) return NONSENSE;
  const { event, data } = frame;
  if (event === 'market.subscribe' || event === 'market.unsubscribe') {
    const symbols = listIn(data, 'symbols', (symbol) => symbol !== '');
    return symbols ? { asks: event === 'market.subscribe' ? 'more' : 'less', symbols } : NONSENSE;
  }
  if (event !== 'state.requestSync') return typeof event === 'string' ? { asks: 'unknown' } : NONSENSE;
  const parts = listIn(data, 'syncTypes', (part) => PARTS.includes(part));
  return parts ? { asks: 'state', parts: new Set(parts) } : NONSENSE;
};
