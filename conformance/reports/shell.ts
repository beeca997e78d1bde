/** Quotes text for a POSIX shell, so that what is printed can be pasted. */
import { visible } from './escape.ts';

const PLAIN = /^[\w/:=.,@%+-]+$/u;

/** `$'..'`, which bash, zsh and ksh read: nothing in it is invisible. */
const ansi = (text: string): string => {
  const inside = Array.from(text, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    if (visible(character) === character) return character;
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `$'${inside.join('')}'`;
};

/** One word of a command line, quoted where it has to be. */
export const quoteWord = (text: string): string => {
  if (PLAIN.test(text)) return text;
  return visible(text) === text ? `'${text.replaceAll("'", "'\\''")}'` : ansi(text);
};
