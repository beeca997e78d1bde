/** The reference servers: one for each protocol, as pure cores that a host or a test performs. */
import { makeCommerce } from './commerce/server.ts';
import { makeMarketplace } from './marketplace/server.ts';
import { makePrediction } from './prediction/server.ts';
import { makeTelemetry } from './telemetry/server.ts';
import { makeTrading } from './trading/server.ts';

/** Makes the reference server of each protocol, by the protocol's id. */
export const referenceServers = {
  commerce: makeCommerce,
  marketplace: makeMarketplace,
  prediction: makePrediction,
  telemetry: makeTelemetry,
  trading: makeTrading,
} as const;
