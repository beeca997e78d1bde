/** Text from a server is shown, never obeyed: whatever a terminal would act upon, or would not show, becomes `\u{..}`. */

/** Controls, formats, surrogates, private and unassigned characters, and the separators of lines and paragraphs. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/u;

const piece = (character: string): string =>
  HIDDEN.test(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character;

/** Text on one line, with every character in it that would not be seen written out. */
export const visible = (text: string): string => (HIDDEN.test(text) ? Array.from(text, piece).join('') : text);

/** Visible text of at most so many characters; what is cut ends in `…`, and never within a `\u{..}`. */
export const shorten = (text: string, most: number): string => {
  const whole = visible(text);
  if (whole.length <= most) return whole;
  let kept = '';
  for (const character of text) {
    const next = piece(character);
    if (kept.length + next.length >= most) break;
    kept += next;
  }
  return `${kept}…`;
};
