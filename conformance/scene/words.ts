/** Words: an index of publications by event and by what their fields say, so that equal ones are found among many. */
import type { Publication } from './deliveries.ts';
import { dropFirst, emptyLine, type Line } from './line.ts';

/** The publications of one line, by their words. */
export interface Words {
  readonly add: (publication: Publication) => void;
  /** Drops a publication, which must be the oldest. */
  readonly drop: (publication: Publication) => void;
  /** The lines of those that say what an event says, in the fields that they have. */
  readonly lines: (event: string, body: unknown) => readonly Line[];
}

/** The fields that some events of one name have, and those events by what these fields say. */
interface Shape {
  readonly event: string;
  readonly fields: readonly string[];
  readonly lines: Map<string, Line>;
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What some fields of a body say, as text; undefined where one of them is not there. */
const wordsOf = (fields: readonly string[], body: Members): string | undefined =>
  fields.every((field) => Object.hasOwn(body, field)) ? JSON.stringify(fields.map((field) => body[field])) : undefined;

/** The index of some publications. */
export const createWords = (publications: readonly Publication[]): Words => {
  const shapes: Shape[] = [];

  const shapeOf = (event: string, body: Members): Shape => {
    const fields = Object.keys(body);
    const known = shapes.find(
      (shape) =>
        shape.event === event &&
        shape.fields.length === fields.length &&
        shape.fields.every((field, nth) => field === fields[nth]),
    );
    if (known) return known;
    const shape = { event, fields, lines: new Map<string, Line>() };
    shapes.push(shape);
    return shape;
  };

  /** Where a publication stands; one without fields stands nowhere. */
  const placeOf = ({ event, body }: Publication) => {
    if (!isMembers(body)) return undefined;
    const { fields, lines } = shapeOf(event, body);
    return { lines, words: wordsOf(fields, body) ?? '' };
  };

  const add = (publication: Publication): void => {
    const place = placeOf(publication);
    if (!place) return;
    const line = place.lines.get(place.words) ?? emptyLine();
    line.known.push(publication);
    place.lines.set(place.words, line);
  };

  for (const publication of publications) add(publication);
  return {
    add,
    drop: (publication) => {
      const place = placeOf(publication);
      const line = place?.lines.get(place.words);
      if (!place || !line) return;
      dropFirst(line);
      if (line.known.length === 0) place.lines.delete(place.words);
    },
    lines: (event, body) =>
      isMembers(body)
        ? shapes.flatMap((shape) => (shape.event === event && shape.lines.get(wordsOf(shape.fields, body) ?? '')) || [])
        : [],
  };
};
