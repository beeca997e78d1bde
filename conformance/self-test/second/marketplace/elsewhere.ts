/** What happens in the market without anybody of ours asking for it: its past, and what others do meanwhile. */
import type { Happening } from './catalog.ts';

/** The life of a listing, of an offer and of what goes on around them, in a competition or in none. */
const life = (name: string, competition: string | number | null | undefined): readonly Happening[] => {
  const scope = competition === undefined ? {} : { competition_id: competition };
  const listing = { id: `listing-${name}`, domain: `${name}.example`, price: 9.5, seller: `seller-${name}` };
  const offer = { id: `offer-${name}`, domain: `${name}.example`, price: 8.25, offerer: `offerer-${name}` };
  const dispute = { dispute_id: `dispute-${name}` };
  const valuation = { domain: `${name}.example`, model_version: 'm1' };
  const rank = { user_id: `user-${name}`, portfolio_value: -12.5, rank: 3 };
  const etf = { etf_symbol: 'DOM' };
  const trade = { domain: `${name}.example`, price: 8.25, side: 'sell' };
  return [
    // Listings and offers have separate ids, so that the same one may be both.
    { event: 'offer_created', fields: { ...offer, id: listing.id, ...scope } },
    { event: 'listing_created', fields: { ...listing, contract: '0x1', token_id: '7', ...scope } },
    { event: 'offer_created', fields: { ...offer, currency_symbol: 'EUR', ...scope } },
    { event: 'leaderboard_delta', fields: { ...rank, competition_id: competition ?? null } },
    { event: 'valuation_update', fields: { ...valuation, value: 12, previous_value: 8, change_pct: 50 } },
    { event: 'offer_accepted', fields: { id: offer.id, seller: listing.seller, ...scope } },
    { event: 'listing_filled', fields: { id: listing.id, buyer: offer.offerer, ...scope } },
    { event: 'listing_created', fields: { ...listing, id: offer.id, ...scope } },
    { event: 'trade', fields: trade },
    { event: 'trade_executed', fields: { trade_id: `trade-${name}`, ...trade, quality: -1 } },
    { event: 'risk_flag', fields: { trade_id: `trade-${name}`, flag_type: 'RAPID_FLIP' } },
    { event: 'dispute_opened', fields: dispute },
    { event: 'nav_update', fields: {} },
    { event: 'leaderboard_delta', fields: { user: `user-${name}`, score: 3, delta: -1 } },
    { event: 'fee_accrual', fields: { ...etf, event_type: 'MANAGEMENT_FEE_ACCRUAL', amount: 0, nav: 100 } },
    { event: 'etf_flow', fields: { ...etf, flow_type: 'REDEEM', shares: 2, nav_per_share: 50 } },
    { event: 'valuation_update', fields: { ...valuation, value: 0 } },
    { event: 'anomaly_score', fields: { domain: `${name}.example`, score: 0.25 } },
    { event: 'dispute_resolved', fields: { ...dispute, outcome: 'upheld' } },
    { event: 'epoch_distributed', fields: { epoch_id: name, competition_id: competition ?? null, reward_pool: 10 } },
    { event: 'offer_cancelled', fields: { id: listing.id, ...scope } },
    { event: 'listing_cancelled', fields: { id: offer.id, ...scope } },
  ];
};

/** What happened before anybody connected: lives that ended, and lives that go on. */
export const past = (): readonly Happening[] =>
  [22, 6, 3].flatMap((length) => life(`past-${length}`, 'elsewhere').slice(0, length));

/** Gives what happens next: one life after the other, each in a competition that somebody there listens to, or in others. */
export const createElsewhere = (listenedTo: () => string | undefined): (() => Happening) => {
  let lives = 0;
  let ahead: readonly Happening[] = [];
  const competition = (): string | number | null | undefined =>
    listenedTo() ?? [undefined, 77, null, 'elsewhere'][lives % 4];
  return () => {
    const [next, ...rest] = ahead;
    if (next) {
      ahead = rest;
      return next;
    }
    lives += 1;
    ahead = life(`elsewhere-${lives}`, competition());
    return { event: 'nav_update', fields: { nav: lives } };
  };
};

/** Gives one trade after the other, each with the id of a competition, which a trade does not declare. */
export const createTrading = (listenedTo: () => string | undefined): (() => Happening) => {
  let trades = 0;
  return () => {
    const domain = `traded-${++trades}.example`;
    return {
      event: 'trade',
      fields: { domain, price: 8.25, side: 'sell', competition_id: listenedTo() ?? 'elsewhere' },
    };
  };
};
