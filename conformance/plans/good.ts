/** Good commands: one of each that a protocol knows, as this client may send it. */
import type { DeliveryPromise } from '../../schemas/promises/delivery.ts';
import type { RepliesPromise } from '../../schemas/promises/replies.ts';
import type { Step } from '../engine/plan.ts';
import type { Kit } from './kit.ts';

/**
 * One of each command that is answered, with a good body: channels that its client, who is the first user, may have, or
 * the catalog's first example.
 */
export const goodCommands = (
  kit: Kit,
  delivery: DeliveryPromise | undefined,
  { to }: Pick<RepliesPromise, 'to'>,
  client: string,
): readonly Step[] => {
  const own = kit.ownChannel('⟨user1⟩');
  return Object.keys(to).map((command) => {
    if (command === delivery?.subscribe) return kit.subscribe(client, own);
    if (command === delivery?.unsubscribe) return kit.unsubscribe(client, own);
    return kit.say(client, command, kit.safe(command));
  });
};
