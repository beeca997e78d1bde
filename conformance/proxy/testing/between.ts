/** A proxy between a test and a server, and what it saw. */
import type { Protocol } from '../../../schemas/protocol.ts';
import type { Sight } from '../../captures/witnessing.ts';
import { endLater } from '../../drivers/testing/servers.ts';
import { createProxy, type ProxyOptions } from '../proxy.ts';

/** Puts a proxy before a server until the test is over. */
export const between = async (to: string, protocol: Protocol, reach: ProxyOptions['reach'] = {}) => {
  const sights: Sight[] = [];
  const troubles: string[] = [];
  const secrets = new Set<string>();
  const waiting = new Set<() => void>();
  const proxy = createProxy({
    ...{ to, protocol, reach },
    told: {
      sight: (sight, _at, shown) => {
        sights.push(sight);
        for (const secret of shown) secrets.add(secret);
        for (const look of waiting) look();
      },
      trouble: (sentence) => troubles.push(sentence),
    },
  });
  const port = await proxy.listen(0, '127.0.0.1');
  endLater(() => void proxy.close());
  return {
    ...{ port, proxy, sights, troubles, secrets },
    /** Resolves once so many of a kind were seen. */
    saw: (kind: Sight['kind'], times = 1): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (sights.filter((sight) => sight.kind === kind).length < times) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
};
