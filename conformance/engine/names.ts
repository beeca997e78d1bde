/** Real names for a plan's symbols: new in every run, with relations that catch careless comparisons. */

const SYMBOL = /⟨([^⟨⟩\d]+)(\d+)⟩/gu;

/** How long names are that differ in the last of many characters: what a column of 255 characters holds, with what stands before them. */
const LONG = 200;

/**
 * What stands behind the first name of a hundred in the last ones, each of which is easily taken for another: two long
 * ones that end differently, two that look the same, and what decoding, trimming and addresses make the first or second of.
 */
const ENDINGS: Readonly<Record<number, string>> = {
  91: `-${'x'.repeat(LONG)}1`,
  92: `-${'x'.repeat(LONG)}2`,
  93: '-\u00e9',
  94: '-e\u0301',
  95: '%3A1',
  96: '.',
  97: '?1',
  98: '#1',
  99: ',1',
};

/** Names that others are taken for, by the numbers of both, and those others. */
export const LIKENESSES = { taken: [1, 2, 91, 93], mistaken: [3, 4, 92, 94, 95, 96, 97, 98, 99] } as const;

/**
 * The n-th name made of a nonce. The first four of every hundred are treacherous to each other: the second starts with
 * the first, the third differs from it in case alone, the fourth holds what quoting and escaping get wrong. So are the
 * last nine to each other, and to these.
 */
const nthName = (nonce: string, n: number): string => {
  const base = n < 100 ? `wp:${nonce}` : `wp:${nonce}w${Math.floor(n / 100)}`;
  const ending = ENDINGS[n % 100];
  if (ending !== undefined) return `${base}${ending}`;
  switch (n % 100) {
    case 1:
      return base;
    case 2:
      return `${base}:1`;
    case 3:
      return base.toUpperCase();
    case 4:
      return `${base}/é"'\\%2F😀`;
    default:
      return `${base}-${n}`;
  }
};

/**
 * The n-th user made of a nonce. Two more of every hundred are treacherous: the fifth ends with the second and holds the
 * first within it; the sixth ends as the first does, and differs in what stands before that.
 */
const nthUser = (nonce: string, n: number): string => {
  const inHundred = (nth: number): string => nthName(nonce, n - (n % 100) + nth);
  switch (n % 100) {
    case 5:
      return `did:did:${inHundred(2)}`;
    case 6:
      return `did:x${inHundred(1)}`;
    default:
      return `did:${nthName(nonce, n)}`;
  }
};

/**
 * A number of a nonce's own: the n-th of a thousand, among some four million million of them. Those of one nonce lie
 * further apart than numbers do that count as equal.
 */
const nthNumber = (nonce: string, n: number): number => {
  let mixed = 0x811c9dc5;
  for (const char of nonce) mixed = Math.imul(mixed ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((n % 1000) + 1) * 2 ** 32 + mixed;
};

/** Gives symbols their names: `⟨user1⟩` and `⟨order1⟩` get the same one, for ids of different things may coincide. */
export const naming =
  (nonce: string) =>
  (text: string): string => {
    // Most texts name nothing.
    if (!text.includes('⟨')) return text;
    return text.replace(SYMBOL, (_, kind: string, n: string) => {
      if (kind === 'user') return nthUser(nonce, Number(n));
      return kind === 'number' ? String(nthNumber(nonce, Number(n))) : nthName(nonce, Number(n));
    });
  };

/** The same, but for the first user, who has a name already. */
export const namingFor = (nonce: string, user: string | undefined): ((text: string) => string) => {
  const name = naming(nonce);
  return user === undefined ? name : (text) => name(text.replaceAll(FIRST_USER, () => user));
};

/** A symbol that stands for a number, and not for its digits. */
export const numeral = (n: number): Readonly<Record<'⟨number⟩', string>> => ({ '⟨number⟩': symbol('number', n) });

/** Gives every symbol within a JSON value its name. */
export const rename = (value: unknown, name: (text: string) => string): unknown => {
  if (typeof value === 'string') return name(value);
  if (typeof value === 'object' && value !== null && '⟨number⟩' in value)
    return Number(name(String(value['⟨number⟩'])));
  if (Array.isArray(value)) return value.map((item) => rename(item, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item, name)]));
  }
  return value;
};

/** The symbol of the n-th user or thing of a kind. */
export const symbol = (kind: string, n: number): string => `⟨${kind}${n}⟩`;

/** The user whom a token belongs to that no hook has made. */
export const FIRST_USER = symbol('user', 1);

/** The symbols that occur in a text. */
export const symbolsIn = (text: string): readonly string[] => text.match(SYMBOL) ?? [];

/** Whether names made of it are told from others': it has six letters or more, all of them small, or digits. */
export const isNonce = (text: string): boolean => /^[0-9a-z]{6,}$/.test(text);

/** Whether a text holds a name that was made for an examination, so that nobody else can have used it. */
export const isOurs = (text: string): boolean => /wp:[0-9a-z]{6,}/i.test(text);

/** Whether a number may be one of an examination's own: so large that an equal one of somebody else's would be a strange accident. */
export const isOurNumber = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 2 ** 32;

/** Such names in a JSON text, each up to the end of its string. */
export const namesIn = (json: string): readonly string[] => json.match(/wp:[0-9a-z]{6,}[^"]*/gi) ?? [];
