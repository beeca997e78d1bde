/** The head of an HTTP answer, read from the bytes of a connection that may become a WebSocket. */

/** What an answer begins with. */
export interface AnswerHead {
  readonly status: number;
  /** The values of a header field, joined. */
  readonly field: (name: string) => string;
  /** What came after the head. */
  readonly rest: Buffer;
}

/** Heads larger than this are no heads, in bytes. */
const LARGEST = 256 * 1024;
const END = '\r\n\r\n';

const parse = (head: string, rest: Buffer): AnswerHead | undefined => {
  const [first = '', ...lines] = head.split('\r\n');
  const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |$)/u.exec(first) ?? [];
  if (status === undefined) return undefined;
  const fields = lines.map((line): readonly [string, string] => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
  const field = (name: string): string =>
    fields.flatMap(([own, value]) => (own === name.toLowerCase() ? [value] : [])).join(', ');
  return { status: Number(status), field, rest };
};

/** Makes the function that takes bytes until a head is whole; `none` where they are no HTTP answer. */
export const headReader = (): ((bytes: Buffer) => AnswerHead | 'none' | undefined) => {
  let held = Buffer.alloc(0);
  return (bytes) => {
    held = Buffer.concat([held, bytes]);
    for (;;) {
      const end = held.indexOf(END);
      if (end < 0) return held.length > LARGEST ? 'none' : undefined;
      const rest = held.subarray(end + END.length);
      const found = parse(held.toString('latin1', 0, end), rest);
      // Of what an answer announces of itself, only the upgrade is the answer.
      if (!found || found.status >= 200 || found.status === 101) return found ?? 'none';
      held = rest;
    }
  };
};
