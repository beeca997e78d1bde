/** Narrow bodies: what careless code makes of numbers that are large, and of members that say nothing. */

type Fields = Readonly<Record<string, unknown>>;

/** From here on a number is an instant. */
const INSTANTS = 1e11;

const narrow = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < INSTANTS ? value | 0 : value;
  if (Array.isArray(value)) return value.map(narrow);
  return typeof value === 'object' && value !== null ? narrowed(value as Fields) : value;
};

/** A body whose whole numbers are kept in 32 bits, but for its instants. */
export const narrowed = (body: Fields): Fields =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [key, narrow(value)]));

/** An object without its members that are null, or empty. */
export const stripped = (object: Fields): Fields =>
  Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== null && value !== '' && !(typeof value === 'object' && Object.keys(value).length === 0),
    ),
  );
