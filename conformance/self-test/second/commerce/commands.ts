/** What a client's text asks for: a ping, or channels to be taken or given up; anything else is bad input. */

/** A command that can be carried out. */
export type Command =
  | { readonly type: 'ping' }
  | { readonly type: 'subscribe' | 'unsubscribe'; readonly channels: readonly string[] };

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const channelsIn = (body: Readonly<Record<string, unknown>>): readonly string[] | undefined => {
  const hasOne = 'channel' in body;
  if (hasOne === 'channels' in body) return undefined;
  const named: unknown = hasOne ? [body['channel']] : body['channels'];
  return Array.isArray(named) && named.length > 0 && named.every(isText) ? named : undefined;
};

const read = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The command that a text is, or `undefined` for bad input. */
export const commandIn = (text: string): Command | undefined => {
  const value = read(text);
  if (typeof value !== 'object' || value === null) return undefined;
  // Members of any object can be looked up.
  const body = value as Readonly<Record<string, unknown>>;
  const { type } = body;
  if (type === 'ping') return Array.isArray(value) ? undefined : { type };
  if (type !== 'subscribe' && type !== 'unsubscribe') return undefined;
  const channels = channelsIn(body);
  return channels && { type, channels };
};
