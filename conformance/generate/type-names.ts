/** The names of the generated types. */
import { catalogOf, type Kind, KINDS, type Protocol } from '../../schemas/protocol.ts';

/** The type names of one message. */
export interface MessageTypes {
  readonly kind: Kind;
  readonly name: string;
  /** The whole frame, such as `OrderPaidEvent`. */
  readonly frame: string;
  /** The body alone, such as `OrderPaidPayload`. */
  readonly payload: string;
}

/** What the types of each kind are called: a frame's ending, the union of the frames, the map of the payloads. */
export const KIND_TYPES = {
  command: { ending: 'Command', union: 'ClientCommand', map: 'Commands' },
  control: { ending: 'Message', union: 'ControlMessage', map: 'Controls' },
  event: { ending: 'Event', union: 'ServerEvent', map: 'Events' },
} as const satisfies Readonly<Record<Kind, object>>;

/** `order.vendor_responded` as `OrderVendorResponded`, and `SUB` as `Sub`. */
const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + (/[a-z]/.test(word) ? word.slice(1) : word.slice(1).toLowerCase()))
    .join('')
    .replace(/^(?=\d|$)/, 'N');

/** The type names of every message; no two are alike. */
export const typeNames = (protocol: Protocol): readonly MessageTypes[] => {
  const taken = new Set<string>(['ServerMessage', ...KINDS.flatMap((kind) => Object.values(KIND_TYPES[kind]))]);
  const take = (...wishes: readonly string[]): string => {
    const last = wishes.at(-1) ?? '';
    let free = wishes.find((wish) => !taken.has(wish));
    for (let n = 2; free === undefined; n++) if (!taken.has(last + n)) free = last + n;
    taken.add(free);
    return free;
  };
  return KINDS.flatMap((kind) =>
    Object.keys(catalogOf(protocol, kind)).map((name) => {
      const frame = take(pascal(name) + KIND_TYPES[kind].ending);
      return { kind, name, frame, payload: take(`${pascal(name)}Payload`, `${frame}Payload`) };
    }),
  );
};
