/** Bodies of frames, wherever an envelope has them; faults alter messages by them. */
import type { Kind, Protocol } from '../../schemas/protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A frame with its body changed; what is no body stays as it is. */
export const withBody = (
  { envelope }: Pick<Protocol, 'envelope'>,
  kind: Kind,
  frame: unknown,
  change: (body: Fields) => Fields,
): unknown => {
  const { body } = envelope[kind];
  // Only what a server made of a catalog's message comes here: an object.
  const whole = frame as Fields;
  const inner = body === undefined ? whole : whole[body];
  if (typeof inner !== 'object' || inner === null) return frame;
  const changed = change(inner as Fields);
  return body === undefined ? changed : { ...whole, [body]: changed };
};
