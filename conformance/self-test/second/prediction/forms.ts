/** The records of prediction as MESSAGES names them, written down by hand: which fields each has, and of what kind. */
import { type Data, isLogged, type Logged } from './streams.ts';

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check, least = 0): Check =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.every(check);

const text: Check = (value) => typeof value === 'string' && value !== '';
const decimal = matching(/^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
const price = matching(/^(?:0(?:\.\d*[1-9])?|1)$/);
const form = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
const iso: Check = (value) => form(value) && !Number.isNaN(Date.parse(String(value)));
const state = matching(/^(?:PRE_OPEN|OPEN|HALTED|RESOLVED|DISPUTED)$/);
const share: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;

const fits = (value: unknown, fields: Fields): value is Data =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  // Whatever an object holds can be looked up by name.
  Object.entries(fields).every(([name, check]) => check((value as Data)[name]));

const mutation: Check = (value) =>
  fits(value, {
    action: matching(/^(?:add|modify|remove)$/),
    side: matching(/^(?:bid|ask)$/),
    price,
    quantity: optional(decimal),
  });

const metadata = {
  market_description: text,
  market_type: text,
  open_time: iso,
  close_time: iso,
  settlement_rule: text,
};
const patch = Object.fromEntries(Object.entries(metadata).map(([name, check]) => [name, optional(check)]));
const outcome = { market_id: text, outcome_id: text };

const FORMS: Readonly<Record<Logged, Fields>> = {
  'events.discovered': {
    event_id: text,
    event_name: text,
    event_description: text,
    event_type: text,
    event_category: text,
    event_tags: listOf(text),
    start_date: iso,
    expiry_date: iso,
    resolution_source: text,
  },
  'events.resolved': {
    event_id: text,
    resolution_time: iso,
    resolved_outcome: text,
    resolution_source: text,
    finality_status: matching(/^(?:tentative|final|disputed)$/),
  },
  'markets.discovered': { market_id: text, event_id: text, venue_id: text, ...metadata, initial_state: state },
  'markets.updated': { market_id: text, ...patch },
  'market.state.updated': { market_id: text, previous_state: state, new_state: state, timestamp: iso, reason: text },
  'markets.resolved': {
    market_id: text,
    resolved_outcome_id: text,
    payout_value: decimal,
    resolution_time: iso,
    confidence_level: share,
  },
  'orders.delta': { ...outcome, mutations: listOf(mutation, 1) },
  'trades.executed': {
    trade_id: text,
    ...outcome,
    price,
    quantity: decimal,
    maker_order_id: text,
    taker_order_id: text,
    timestamp: iso,
  },
};

/** A record that fits its form. */
export interface Publication {
  readonly stream: Logged;
  readonly data: Data;
}

/** What has a name, and is not for anybody to publish. */
const RESERVED = ['orders.snapshot', 'markets.snapshots', 'subscribed', 'unsubscribed', 'pong', 'error'];

/** The record that a request to publish asks for; else whether it does not fit, or is reserved to the server. */
export const publicationIn = (body: unknown): Publication | 'unfit' | 'reserved' => {
  if (!fits(body, { event: text })) return 'unfit';
  const { event, payload } = body;
  if (typeof event !== 'string' || !isLogged(event))
    return RESERVED.some((name) => name === event) ? 'reserved' : 'unfit';
  if (!fits(payload, FORMS[event])) return 'unfit';
  const isPatch = Object.keys(metadata).some((name) => payload[name] !== undefined);
  return event === 'markets.updated' && !isPatch ? 'unfit' : { stream: event, data: payload };
};
