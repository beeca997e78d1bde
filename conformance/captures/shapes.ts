/** Shapes: what the members of a capture's lines hold, and one sentence for whatever is not so. */
import { HOOKS } from '../../schemas/hooks.ts';

/** What a member must be. */
export interface Shape {
  readonly is: (value: unknown) => boolean;
  /** What it is, as the end of a sentence. */
  readonly what: string;
  readonly optional?: true;
}

/** A JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** The members that an object has, by name. */
export type Shapes = Readonly<Record<string, Shape>>;

/** One of them. No name is one that every object has, such as `constructor`. */
export interface Named extends Omit<Shape, 'optional'> {
  readonly name: string;
  /** Whether it may be left out. */
  readonly free: boolean;
}

/** Whether a value is a JSON object. */
export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** A text. */
export const text: Shape = { is: isText, what: 'a text' };
/** True or false. */
export const yesOrNo: Shape = { is: (value) => typeof value === 'boolean', what: 'true or false' };
/** An instant or a duration. */
export const ms: Shape = { is: Number.isFinite, what: 'a number of ms' };
/** A duration that is not negative. */
export const span: Shape = {
  is: (value) => Number(value) >= 0 && Number.isFinite(value),
  what: 'a number of ms from 0 up',
};
/** A number by which something is called. */
export const ordinal: Shape = { is: (value) => Number.isSafeInteger(value), what: 'a whole number' };
/** Any JSON value. */
export const anything: Shape = { is: (value) => value !== undefined, what: 'a JSON value' };
/** A JSON object of any members. */
export const object: Shape = { is: isMembers, what: 'an object' };
/** A list of texts. */
export const texts: Shape = { is: isTexts, what: 'a list of texts' };
/** An object whose members are texts. */
export const textByName: Shape = {
  is: (value) => isMembers(value) && Object.values(value).every(isText),
  what: 'an object whose members are texts',
};

/** One of some words. */
export const oneOf = (...words: readonly string[]): Shape => ({
  is: (value) => isText(value) && words.includes(value),
  what: words.map((word) => JSON.stringify(word)).join(' or '),
});
/** The name of a hook. */
export const hook: Shape = oneOf(...HOOKS);

/** The same, where it may be left out. */
export const optional = (shape: Shape): Shape => ({ ...shape, optional: true });

/** An object with members of these shapes. */
export const having = (shapes: Shapes, what: string): Shape => {
  const listed = listOf(shapes);
  return { is: (value) => isMembers(value) && misfit(value, listed) === undefined, what };
};

/** A value shortened to stand in a sentence. */
const shown = (value: unknown): string => {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
};

/** Shapes as a list, which is gone through with every line. */
export const listOf = (shapes: Shapes): readonly Named[] =>
  Object.entries(shapes).map(([name, { is, what, optional: free = false }]) => ({ name, is, what, free }));

/** The first member that is not as it should be, in words; undefined where all are. */
export const misfit = (members: Members, shapes: readonly Named[]): string | undefined => {
  for (const { name, is, what, free } of shapes) {
    const value = members[name];
    if (value === undefined && free) continue;
    if (value === undefined) return `"${name}" is missing; give it ${what}.`;
    if (!is(value)) return `"${name}" is ${shown(value)}; make it ${what}.`;
  }
  return undefined;
};
