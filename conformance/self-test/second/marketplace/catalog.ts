/** The 18 business events of marketplace as MESSAGES names them, written down by hand: fields, kinds, and one fact. */

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string' && value !== '';
const num: Check = (value) => Number.isFinite(value);
const amount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const int: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const competition: Check = (value) => value === null || text(value) || int(value);
const one =
  (...expected: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && expected.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const competing = { competition_id: optional(competition) };
const listing = { id: text, domain: optional(text), price: optional(amount), seller: optional(text), ...competing };
const offer = { id: text, domain: optional(text), price: optional(amount), offerer: optional(text), ...competing };
const priced = { domain: text, price: amount };
const side = one('buy', 'sell');

/** Each event with the forms it may have. */
const EVENTS = new Map<string, readonly Fields[]>([
  ['trade', [{ ...priced, side }]],
  ['nav_update', [{ nav: optional(amount) }]],
  [
    'leaderboard_delta',
    [
      { user: text, score: num, delta: num },
      { competition_id: competition, user_id: text, portfolio_value: num, rank: int },
    ],
  ],
  ['listing_created', [{ ...listing, ...priced, seller: text, contract: optional(text), token_id: optional(text) }]],
  ['listing_filled', [{ ...listing, buyer: optional(text) }]],
  ['listing_cancelled', [listing]],
  ['offer_created', [{ ...offer, ...priced, offerer: text, currency_symbol: optional(text) }]],
  ['offer_accepted', [{ ...offer, seller: optional(text) }]],
  ['offer_cancelled', [offer]],
  [
    'valuation_update',
    [{ domain: text, value: amount, model_version: text, previous_value: optional(amount), change_pct: optional(num) }],
  ],
  [
    'fee_accrual',
    [{ event_type: one('MANAGEMENT_FEE_ACCRUAL', 'PERFORMANCE_FEE_ACCRUAL'), etf_symbol: text, amount, nav: amount }],
  ],
  ['etf_flow', [{ flow_type: one('ISSUE', 'REDEEM'), etf_symbol: text, shares: amount, nav_per_share: amount }]],
  ['risk_flag', [{ trade_id: text, flag_type: one('WASH_LIKELY', 'SELF_CROSS', 'CIRCULAR_PATTERN', 'RAPID_FLIP') }]],
  ['epoch_distributed', [{ epoch_id: text, competition_id: competition, reward_pool: amount }]],
  ['dispute_opened', [{ dispute_id: text, trade_id: optional(text), reason: optional(text) }]],
  ['dispute_resolved', [{ dispute_id: text, outcome: text }]],
  ['trade_executed', [{ trade_id: text, ...priced, side, quality: optional(num) }]],
  ['anomaly_score', [{ domain: text, score: num }]],
]);

/** The names of the business events. */
export const eventNames: readonly string[] = [...EVENTS.keys()];

/** Whether a name is a business event's. */
export const isEvent = (name: unknown): boolean => typeof name === 'string' && EVENTS.has(name);

/** Whether an event has a `competition_id` among its fields. */
export const declaresCompetition = (event: string): boolean =>
  EVENTS.get(event)?.some((form) => 'competition_id' in form) ?? false;

/** An event that fits the catalog, without what the server gives. */
export interface Happening {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const GIVEN: readonly string[] = ['type', 'seq', 'ts', 'prev_seq'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The event that a request to publish asks for; `undefined` where it is none of the catalog, or does not fit it. */
export const happening = (body: unknown): Happening | undefined => {
  if (!isObject(body)) return undefined;
  const { event, payload } = body;
  const forms = typeof event === 'string' ? EVENTS.get(event) : undefined;
  if (typeof event !== 'string' || !forms || !isObject(payload)) return undefined;
  const fits = forms.some((form) => Object.entries(form).every(([name, check]) => check(payload[name])));
  // `_optimistic` never comes from a server, and what is published passes through unchanged.
  if (!fits || '_optimistic' in payload) return undefined;
  return { event, fields: Object.fromEntries(Object.entries(payload).filter(([name]) => !GIVEN.includes(name))) };
};

const near = (one: number, other: number): boolean =>
  Math.abs(one - other) <= Math.max(0.01, 1e-6 * Math.max(Math.abs(one), Math.abs(other)));

/** Whether a valuation's change is the one from the value before, where it tells of a change at all. */
export const addsUp = ({ event, fields }: Happening): boolean => {
  const { value, previous_value: previous, change_pct: change } = fields;
  if (event !== 'valuation_update' || change === undefined) return true;
  if (typeof value !== 'number' || typeof previous !== 'number' || typeof change !== 'number') return false;
  return previous !== 0 && near(change, ((value - previous) / previous) * 100);
};
