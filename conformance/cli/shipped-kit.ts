/** The kit as it ships: the one place where the command line meets the engine, the drivers and the reference servers. */
import { restore } from '../../schemas/contract.ts';
import { protocols } from '../../schemas/index.ts';
import { serve } from '../../reference-server/host.ts';
import { referenceServers } from '../../reference-server/index.ts';
import { dial } from '../drivers/dial.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine, expectation } from '../engine/examine.ts';
import { kit } from '../engine/kit-version.ts';
import { families, suiteOf } from '../suites/index.ts';
import type { Kit } from './kit.ts';

/** Everything the commands need. */
export const shippedKit: Kit = {
  version: kit.version,
  ...{ protocols, restore, suiteOf, examine, expectation, connect: websocketDriver, dial, serve },
  references: referenceServers,
  familiar: families.map(({ name }) => name),
};
