/** Kinds: what the lines of our own format hold, kind by kind; a plain subset of what the entries of a history hold. */
import type { Told } from './capture.ts';
import {
  anything,
  having,
  hook,
  listOf,
  type Members,
  ms,
  type Named,
  object,
  oneOf,
  optional,
  ordinal,
  type Shape,
  type Shapes,
  span,
  text,
  textByName,
  texts,
  yesOrNo,
  isMembers,
} from './shapes.ts';

const FORMS = ['text', 'binary'] as const;
/** What only an examiner sends, to see what comes of it. */
const BROKEN = ['reserved bits', 'unmasked', 'reserved opcode', 'long ping', 'invalid utf-8'] as const;
const TOKENS = ['good', 'missing', 'malformed', 'bad signature', 'unsigned'] as const;

const either = (one: Shape, two: Shape): Shape => ({
  is: (value) => one.is(value) || two.is(value),
  what: `${one.what}, or ${two.what}`,
});

/** Who connects. */
const badge: Shape = having(
  {
    client: text,
    user: text,
    roles: texts,
    token: either(oneOf(...TOKENS), having({ expiresIn: ms }, 'an object with "expiresIn" in ms')),
    pongs: yesOrNo,
    expires: optional(having({ from: ms, to: ms }, 'an object')),
    query: optional(textByName),
    again: optional(yesOrNo),
    opens: optional(yesOrNo),
    offers: optional(text),
  },
  'an object with "client", "user", "roles", "token" and "pongs", as docs/captures.md has it',
);

const answer: Shape = {
  is: (value) =>
    isMembers(value) &&
    ((value.status === 'done' && isMembers(value.answer)) ||
      (value.status === 'refused' && ordinal.is(value.code) && text.is(value.error)) ||
      (value.status === 'failed' && text.is(value.error))),
  what: 'an object with a "status" of "done", "refused" or "failed", as docs/captures.md has it',
};

const connection = ordinal;
const frame = { connection, text, bytes: optional(span) };
const call = { call: ordinal, hook, request: anything, refused: optional(yesOrNo) };
const fetch = { fetch: ordinal, by: ordinal, path: text, query: text };

/** The members of each kind, beside those that every line may have. */
const KINDS = {
  begin: {},
  opening: { connection, badge: optional(badge), query: optional(textByName) },
  opened: { connection, query: optional(textByName) },
  refused: { connection, status: optional(ordinal), error: optional(object), because: text },
  sent: { ...frame, form: oneOf(...FORMS, ...BROKEN), fragments: optional(ordinal) },
  received: { ...frame, form: oneOf(...FORMS) },
  ping: { connection, answered: optional(yesOrNo) },
  pong: { connection },
  pinging: { connection, ping: ordinal, text },
  ponged: { connection, text },
  unponged: { connection, ping: ordinal, waited: span },
  leaving: { connection, abruptly: yesOrNo },
  closed: {
    connection,
    code: optional(ordinal),
    reason: text,
    polling: optional(yesOrNo),
    trouble: optional(text),
  },
  asked: call,
  told: { ...call, answer },
  fetching: fetch,
  fetched: { ...fetch, status: optional(ordinal), text },
  silence: { connection, waited: span },
  stall: { ms: span },
  end: { cut: yesOrNo },
} as const satisfies Readonly<Record<Told['kind'], Shapes>>;

/** What every line may have. */
const COMMON: Shapes = {
  at: optional(ms),
  plan: optional(ordinal),
  nth: optional(ordinal),
  resolution: optional(span),
};

/** The kinds that have a meaning only within a whole history. */
export const WHOLE: ReadonlySet<string> = new Set([
  ...['begin', 'fetching', 'fetched', 'pinging', 'ponged', 'unponged', 'silence', 'stall', 'end'],
]);

/** The names of all kinds. */
export const kindNames: readonly string[] = Object.keys(KINDS);

/** What lines of one kind hold. */
export interface Layout {
  readonly shapes: readonly Named[];
  /** The names of the members that are its own. */
  readonly own: readonly string[];
}

const LAYOUTS: ReadonlyMap<unknown, Layout> = new Map(
  Object.entries(KINDS).map(([kind, own]) => [kind, { shapes: listOf({ ...COMMON, ...own }), own: Object.keys(own) }]),
);

/** What lines of a kind hold; undefined where there is no such kind. */
export const layoutOf = (kind: unknown): Layout | undefined => LAYOUTS.get(kind);

/** What most lines tell: a message. */
const messageIn = (members: Members): Record<string, unknown> => {
  const bytes = members.bytes ?? Buffer.byteLength(String(members.text));
  const { kind, connection, text, form, fragments } = members;
  const told = { kind, connection, text, bytes, form };
  return fragments === undefined ? told : { ...told, fragments };
};

/** What a line of any other kind tells. */
const otherIn = (members: Members, own: readonly string[]): Record<string, unknown> => {
  const told: Record<string, unknown> = { kind: members.kind };
  for (const name of own) if (members[name] !== undefined) told[name] = members[name];
  if (told.refused === false) delete told.refused;
  return told;
};

/** The members of a line that its kind has, and nothing else that it may hold. */
export const toldIn = (members: Members, { own }: Layout): Told => {
  const isMessage = members.kind === 'received' || members.kind === 'sent';
  // Every member has been looked at.
  return (isMessage ? messageIn(members) : otherIn(members, own)) as unknown as Told;
};
