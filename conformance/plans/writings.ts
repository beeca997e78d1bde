/** Writings: the JSON of a command as a correct client may write it too, and whether one is written so. */
import { parsed } from '../scene/json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How JSON is written: its texts, what stands between its parts, and the order of its members. */
interface Style {
  readonly text: (text: string) => string;
  readonly gap: string;
  readonly order: (members: readonly (readonly [string, unknown])[]) => readonly (readonly [string, unknown])[];
}

const USUAL: Style = { text: (text) => JSON.stringify(text), gap: '', order: (members) => members };

const GAP = ' \t\r\n';

/** What stands for a name that is given in every run, and single letters. */
const PARTS = /⟨[^⟩]*⟩|[A-Za-z]|\//g;

const escaped = (part: string): string => {
  if (part === '/') return '\\/';
  return part.length > 1 ? part : `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}`;
};

const STYLES: readonly Style[] = [
  { ...USUAL, gap: GAP },
  { ...USUAL, order: (members) => members.toReversed() },
  { ...USUAL, text: (text) => (text.includes('\\') ? JSON.stringify(text) : `"${text.replaceAll(PARTS, escaped)}"`) },
];

const written = (value: unknown, style: Style): string => {
  const { gap, text, order } = style;
  const list = (parts: readonly string[]): string => `${gap}${parts.join(`${gap},${gap}`)}${gap}`;
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${list(value.map((item) => written(item, style)))}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = order(Object.entries(value));
  return `{${list(members.map(([name, held]) => `${text(name)}${gap}:${gap}${written(held, style)}`))}}`;
};

/** A frame with white space wherever it may stand, with its members in the opposite order, and with its letters escaped. */
export const writings = (frame: Fields): readonly string[] =>
  STYLES.map((style) => `${style.gap}${written(frame, style)}${style.gap}`).filter(
    (text) => text !== JSON.stringify(frame),
  );

/** Without white space between its parts, and with nothing escaped that need not be. */
const plain = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : ''));

/**
 * Whether a frame says what it says in other white space, with other escapes or with its name at another place than first.
 * In whatever else one differs, such as a number or a member that comes twice, servers may differ too.
 */
export const isWrittenOtherwise = (text: string, tag: string): boolean => {
  const json = parsed(text);
  const usual = JSON.stringify(json);
  if (usual === undefined || typeof json !== 'object' || json === null) return false;
  if (text === usual) return Object.keys(json)[0] !== tag;
  return plain(text) === usual;
};
