/** Keeps secrets out of reports: tokens wherever they stand, and the secrets that are known. */

/** What stands in a secret's place. */
export const REDACTED = '(redacted)';

/** A JWT, or the beginning of one that was cut. */
const JWT = /\beyJ[\w-]{6,}(?:\.[\w-]*){0,2}/gu;
/** A token in the query of a URL. */
const IN_QUERY = /([?&;](?:access_?)?token=)[^&#\s"'\\]+/giu;
/** A name and a password in a URL. */
const IN_AUTHORITY = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"']+@/giu;

/** A secret shorter than this is looked for as a whole text only: within others it would hide innocent ones. */
const SHORT = 6;

/** The forms in which a secret may stand in a text. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  // Half a surrogate pair has no encoding.
  encodeURIComponent(secret.replace(/\p{Cs}/gu, '\ufffd')),
];

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Makes the function that takes tokens, and these secrets, out of texts. */
export const redactor = (secrets: Iterable<string> = []): Redact => {
  const known = new Set([...secrets].filter((secret) => secret !== '' && secret !== REDACTED));
  // The longest come first: one secret may be part of another.
  const forms = [...new Set([...known].filter(({ length }) => length >= SHORT).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => {
    if (known.has(text)) return REDACTED;
    return forms
      .reduce((rest, form) => rest.replaceAll(form, REDACTED), text)
      .replace(JWT, REDACTED)
      .replace(IN_QUERY, `$1${REDACTED}`)
      .replace(IN_AUTHORITY, `$1${REDACTED}@`);
  };
};

/** Takes secrets out of every text within a JSON value. */
export const redactValue = (value: unknown, redact: Redact): unknown => {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactValue(item, redact)]));
};
