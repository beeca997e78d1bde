/** One entry of a history as a person reads it: a sign, a name, and what else there is to say. */
import type { HookAnswer } from '../../schemas/hooks.ts';
import type { Reader, Side } from '../../schemas/reader.ts';
import { type Badge, type Entry, type EntryOf, KEPT_TEXT } from '../engine/history.ts';
import type { TokenKind } from '../engine/plan.ts';

/** An entry in words, neither escaped nor shortened. */
export interface Shown {
  /** `→` to the server, `←` from it, `⚑` a hook, `○` a client comes or goes, `×` it is over, `…` nothing came. */
  readonly sign: '→' | '←' | '⚑' | '○' | '×' | '…' | '!' | '■';
  readonly name: string;
  readonly detail: string;
}

const shown = (sign: Shown['sign'], name: string, detail = ''): Shown => ({ sign, name, detail });

const json = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return text === '{}' ? '' : text;
};

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** The same, with the number of frames where these were several. */
const inFrames = (whole: Shown, { fragments }: EntryOf<'sent'>): Shown =>
  fragments === undefined ? whole : { ...whole, name: `${whole.name} (in ${fragments} frames)` };

/** A valid message by its name and body; any other as it stands. */
const frame = (sign: '→' | '←', text: string, side: Side, reader: Reader): Shown => {
  const found = parsed(text);
  // What was too long to be kept whole cannot be read any more.
  if (!found) return shown(sign, text.length > KEPT_TEXT ? '(long message)' : '(not JSON)', text);
  const reading = reader.read(found.value, side);
  if (!reading) return shown(sign, '(unknown)', text);
  const { kind, name, body } = reading;
  if (reader.problems(kind, name, found.value).length > 0) return shown(sign, name, text);
  const numbers = numbersBeside(found.value, body);
  return shown(sign, name, [numbers, json(body)].filter((part) => part !== '').join(' '));
};

/** What numbers and ids a frame bears beside its body: where an event stands in its count, and what it answers. */
const numbersBeside = (frame: unknown, body: unknown): string => {
  const own = typeof body === 'object' && body !== null ? body : {};
  return Object.entries(frame ?? {})
    .filter(([key, value]) => value !== body && !Object.hasOwn(own, key) && (typeof value === 'number' || key === 'id'))
    .map(([key, value]) => `${key} ${json(value)}`)
    .join(', ');
};

const binary = (sign: '→' | '←', bytes: number, text: string): Shown =>
  shown(sign, '(binary)', `${bytes} bytes: ${text}`);

const withToken = (token: TokenKind): string => {
  if (typeof token === 'object') {
    const { expiresIn } = token;
    return expiresIn > 0
      ? `with a token that expires in ${expiresIn} ms`
      : `with a token that expired ${-expiresIn} ms ago`;
  }
  switch (token) {
    case 'good':
      return '';
    case 'missing':
      return 'without a token';
    case 'malformed':
      return 'with a malformed token';
    case 'bad signature':
      return 'with a badly signed token';
    case 'unsigned':
      return 'with an unsigned token';
  }
};

const badge = ({ user, roles, token, again, pongs, query = {}, opens, offers }: Badge): string =>
  [
    `as ${user}`,
    Object.keys(query).length > 0 ? `with ?${decodeURIComponent(new URLSearchParams(query).toString())}` : '',
    roles.length > 0 ? `in the role ${roles.join(', ')}` : '',
    withToken(token),
    again ? 'showing the same token again' : '',
    pongs ? '' : 'answering no pings',
    opens === false ? 'saying nothing of itself' : '',
    offers === undefined ? '' : `offering ${offers === '' ? 'no subprotocol' : `the subprotocol ${offers}`}`,
  ]
    .filter((part) => part !== '')
    .join(', ');

const hookName = (hook: string, request: unknown): string =>
  typeof request === 'object' && request !== null && 'event' in request ? `${hook} ${String(request.event)}` : hook;

const hookBody = (hook: string, request: unknown): string => {
  if (hook !== 'publish' || typeof request !== 'object' || request === null || !('payload' in request))
    return json(request);
  const subject = 'subject' in request ? `, for ${json(request.subject)}` : '';
  return `${json(request.payload)}${subject}`;
};

const outcome = (answer: HookAnswer): string => {
  switch (answer.status) {
    case 'done':
      return `done ${json(answer.answer)}`.trimEnd();
    case 'refused':
      return `refused with ${answer.code}: ${answer.error}`;
    case 'failed':
      return `failed: ${answer.error}`;
  }
};

const closing = ({ code, reason, trouble = '' }: EntryOf<'closed'>): string =>
  [code === undefined ? 'without a close frame' : String(code), reason && JSON.stringify(reason), trouble]
    .filter((part) => part !== '')
    .join(' ');

/** Tells one entry. */
export const tell = (entry: Entry, reader: Reader): Shown => {
  switch (entry.kind) {
    case 'opening':
      return shown('○', 'connects', badge(entry.badge));
    case 'opened':
      return shown('○', 'connected');
    case 'refused':
      return shown('×', 'refused', `${entry.status === undefined ? '' : `HTTP ${entry.status}: `}${entry.because}`);
    case 'sent':
      if (entry.form === 'text') return inFrames(frame('→', entry.text, 'client', reader), entry);
      return entry.form === 'binary' ? binary('→', entry.bytes, entry.text) : shown('→', `(${entry.form})`);
    case 'received':
      return entry.form === 'text' ? frame('←', entry.text, 'server', reader) : binary('←', entry.bytes, entry.text);
    case 'ping':
      return shown('←', '(ping frame)', entry.answered ? 'answered' : 'left without an answer');
    case 'pinging':
      return shown('→', '(ping frame)', json(entry.text));
    case 'ponged':
      return shown('←', '(pong frame)', json(entry.text));
    case 'unponged':
      return shown('…', 'silence', `the ping had no pong after ${Math.round(entry.waited)} ms`);
    case 'leaving':
      return shown('○', 'leaves', entry.abruptly ? 'without a close frame' : '');
    case 'closed':
      return shown('×', 'closed', closing(entry));
    case 'asked':
      return shown('⚑', hookName(entry.hook, entry.request), hookBody(entry.hook, entry.request));
    case 'told':
      return shown('⚑', hookName(entry.hook, entry.request), outcome(entry.answer));
    case 'fetching':
      return shown('→', 'GET', `${entry.path}${entry.query === '' ? '' : `?${entry.query}`}`);
    case 'fetched':
      return shown('←', entry.status === undefined ? '(no HTTP answer)' : `HTTP ${entry.status}`, entry.text);
    case 'silence':
      return shown('…', 'silence', `what was due had not come after ${Math.round(entry.waited)} ms`);
    case 'stall':
      return shown('!', 'stall', `the examiner itself stood still for ${Math.round(entry.ms)} ms`);
    case 'end':
      return shown('■', 'end', entry.cut ? 'time ran out' : '');
  }
};
