/** What a client's text asks for: a ping, a filter, silence; or the code of the error that it deserves. */
import { isEvent } from './catalog.ts';
import type { Filter } from './filters.ts';
import type { FreedomName } from './freedoms.ts';

/** The codes of errors. */
export type ErrorCode = 'INVALID_JSON' | 'INVALID_COMMAND' | 'UNKNOWN_COMMAND' | 'UNKNOWN_EVENT';

/** What is to be done about a text. */
export type Command =
  | { readonly do: 'PING' | 'UNSUB' }
  | { readonly do: 'SUB'; readonly filter: Filter }
  | { readonly do: 'complain'; readonly code: ErrorCode };

const complaint = (code: ErrorCode): Command => ({ do: 'complain', code });

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

const namesUnknown = (events: unknown): boolean =>
  Array.isArray(events) && events.some((event) => isText(event) && !isEvent(event));

const subscription = (
  { events = [], competitions = [] }: Readonly<Record<string, unknown>>,
  first: boolean,
): Command => {
  if (first && namesUnknown(events)) return complaint('UNKNOWN_EVENT');
  if (!isTexts(events) || !isTexts(competitions)) return complaint('INVALID_COMMAND');
  return namesUnknown(events) ? complaint('UNKNOWN_EVENT') : { do: 'SUB', filter: { events, competitions } };
};

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** The command that a text is. */
export const commandIn = (text: string, takes: (name: FreedomName) => boolean): Command => {
  const json = parsed(text);
  if (!json) return complaint('INVALID_JSON');
  const { value } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return complaint('INVALID_COMMAND');
  // Members of any object can be looked up.
  const body = value as Readonly<Record<string, unknown>>;
  const { action } = body;
  if (action === 'PING' || action === 'UNSUB') return { do: action };
  if (action === 'SUB') return subscription(body, takes('names-events-first'));
  const isName = isText(action) || (action === '' && takes('no-action-is-unknown'));
  return complaint(isName ? 'UNKNOWN_COMMAND' : 'INVALID_COMMAND');
};
