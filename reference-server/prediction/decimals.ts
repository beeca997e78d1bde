/** Decimal strings as numbers of any length: floating point would take different ones for equal. */

/** Below, equal to or above 0 as one decimal is to another; both in the form that the schemas ask for. */
export const compare = (one: string, two: string): number => {
  const [[a = '', b = ''], [c = '', d = '']] = [one.split('.'), two.split('.')];
  if (a.length !== c.length) return a.length - c.length;
  if (a !== c) return a < c ? -1 : 1;
  // Without superfluous zeros, fractions are in the order of their texts.
  return b === d ? 0 : b < d ? -1 : 1;
};
