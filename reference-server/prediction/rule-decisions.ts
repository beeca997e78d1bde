/** The decisions of the prediction server about what may be published; a fault replaces one of them. */
import type { MarketState } from '../../schemas/prediction/fields.ts';
import type { Finality, Market, Mutation, Published, World } from './world.ts';

/** What may be published now, rule by rule; a record that breaks one is refused. */
export interface RuleDecisions {
  /** Whether what a record belongs to was discovered: an event, or the market of anything but its discovery. */
  readonly founded: (record: Published, world: World) => boolean;
  /** Whether a record may come with its id: a market and a trade do so once, an event again where it is corrected. */
  readonly mayCome: (record: Published, world: World) => boolean;
  /** Whether an outcome may follow what is known of its event. */
  readonly mayResolve: (before: Finality, status: Finality) => boolean;
  /** Whether a step begins where its market is. */
  readonly continues: (state: MarketState, previous: MarketState) => boolean;
  /** Whether a market may take a step. */
  readonly mayStep: (from: MarketState, to: MarketState) => boolean;
  /** Whether a market may pay out now. */
  readonly maySettle: (market: Market) => boolean;
  /** Whether a delta or a trade may come while its market is in a state. */
  readonly mayTrade: (state: MarketState, name: 'orders.delta' | 'trades.executed') => boolean;
  /** Whether a mutation may be made to a level, which is there or is not. */
  readonly mayMutate: (mutation: Mutation, isThere: boolean) => boolean;
  /** Why a record must not be published now, given what the rules have found; `undefined` where it may be. */
  readonly objection: (record: Published, world: World, found: string | undefined) => string | undefined;
}
