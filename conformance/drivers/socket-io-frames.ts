/** Frames as Socket.IO carries them: which event a text is sent as, and which frame a packet is that arrives. */

/** An event to be sent, with its arguments. */
export interface Emission {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** The names that Socket.IO keeps for itself. */
const RESERVED = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How deep a payload may be: Socket.IO looks for bytes in it, and finds the end of its own stack in what is deeper. */
const DEEPEST = 500;

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((item) => isShallow(item, levels - 1)));

/** The JSON that a text is, or the text itself where it is none that could be sent. */
const parsed = (text: string): unknown => {
  try {
    const json = JSON.parse(text) as unknown;
    return isShallow(json, DEEPEST) ? json : text;
  } catch {
    return text;
  }
};

/** How many bytes an event has on the wire: one is Engine.IO's, the others are those of a packet to be acknowledged. */
const sizeOf = (id: number, { name, args }: Emission): number =>
  Buffer.byteLength(`42${id}${JSON.stringify([name, ...args])}`);

/** An event whose payload has one text lengthened, so that on the wire it has as many bytes as the frame has as text. */
const lengthened = (emission: Emission, payload: Members, id: number, bytes: number): Emission => {
  const [member, text] = Object.entries(payload).findLast(([, value]) => typeof value === 'string') ?? [];
  const lacking = bytes - sizeOf(id, emission);
  if (member === undefined || lacking <= 0) return emission;
  return { ...emission, args: [{ ...payload, [member]: `${String(text)}${'x'.repeat(lacking)}` }] };
};

/**
 * The event that a text is sent as: a frame as its event, with its payload. Members beside these go with the payload,
 * and what is no frame, or cannot be an event, becomes the payload of a command. `id` is what it will be acknowledged by.
 */
export const emissionOf = (text: string, command: string, id: number): Emission => {
  const json = parsed(text);
  if (!isMembers(json) || typeof json['event'] !== 'string' || RESERVED.includes(json['event']))
    return { name: command, args: [json] };
  const { event: name, data, ...more } = json;
  if (data === undefined && Object.keys(more).length === 0) return { name, args: [] };
  if (!isMembers(data) || Object.keys(more).length === 0) return { name, args: [data] };
  const payload = { ...data, ...more };
  return lengthened({ name, args: [payload] }, payload, id, Buffer.byteLength(text));
};

/** A frame that has arrived, as text. */
export interface Arrived {
  readonly form: 'text' | 'binary';
  readonly text: string;
}

/** The frame that an event or an acknowledgement is; arguments behind the first are told beside it. */
export const frameOf = (event: string, [data, ...more]: readonly unknown[]): Arrived => {
  let form: Arrived['form'] = 'text';
  const look = function look(this: unknown, key: string, value: unknown): unknown {
    // Bytes have been written as an object by now; what holds them has not.
    if ((this as Members)[key] instanceof Uint8Array) form = 'binary';
    return value;
  };
  try {
    const text = JSON.stringify({ event, data, ...(more.length > 0 && { arguments: more }) }, look);
    return { form, text };
  } catch {
    // Nested too deeply to be written: it is told without its payload.
    return { form, text: JSON.stringify({ event }) };
  }
};
