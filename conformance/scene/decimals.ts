/** Decimal strings as numbers of any length: never as floating point, which takes different ones for equal. */

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?$/;
/** The form of most: nothing about it is superfluous. */
const PLAIN = /^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

/** The one way to write a decimal: no sign above 0, no superfluous zeros; other text as it is. */
export const plain = (text: string): string => {
  if (PLAIN.test(text)) return text;
  const [, sign = '', whole = '', fraction = ''] = FORM.exec(text) ?? [];
  if (whole === '' && fraction === '') return text;
  const [left, right] = [whole.replace(/^0+(?=\d)/, '') || '0', fraction.replace(/0+$/, '')];
  const digits = right === '' ? left : `${left}.${right}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
};

/** Whether a decimal is above 0. */
export const isPositive = (text: string): boolean => {
  const digits = plain(text);
  return digits !== '0' && digits !== '' && !digits.startsWith('-');
};

/** Below, equal to or above 0 as one decimal is to another; both from 0 up. */
export const compare = (one: string, two: string): number => {
  if (one === two) return 0;
  // Most are prices below 1, which stand in the order of their digits.
  if (one.startsWith('0.') && two.startsWith('0.') && !one.endsWith('0') && !two.endsWith('0'))
    return one < two ? -1 : 1;
  const [[a = '0', b = ''], [c = '0', d = '']] = [plain(one).split('.'), plain(two).split('.')];
  if (a.length !== c.length) return a.length - c.length;
  if (a !== c) return a < c ? -1 : 1;
  const length = Math.max(b.length, d.length);
  const [e, f] = [b.padEnd(length, '0'), d.padEnd(length, '0')];
  return e === f ? 0 : e < f ? -1 : 1;
};
