/** Our own format: one JSON object a line, as docs/captures.md has it. Whatever is wrong in a line is told in one sentence. */
import type { HookName } from '../../schemas/hooks.ts';
import { type Capture, FORMAT, type Header, type Item, VERSION } from './capture.ts';
import { kindNames, layoutOf, toldIn, WHOLE } from './kinds.ts';
import { type Line, wrongAt } from './lines.ts';
import { hook, isMembers, listOf, type Members, misfit, object, optional, span, text } from './shapes.ts';
import { createCounting, createInstants, createInstantsOutside } from './wholeness.ts';

const HEADER = listOf({
  protocol: optional(text),
  promises: optional(object),
  resolution: optional(span),
  hooks: optional({
    is: (value) => Array.isArray(value) && value.every(hook.is),
    what: 'a list of the names of hooks',
  }),
});

const placeOf = ({ number }: Line): string => `line ${number}`;

/** A line as a JSON object. */
const membersIn = (line: Line): Members => {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    throw wrongAt(placeOf(line), 'it is not JSON; write one JSON object in each line, and all of it.');
  }
  if (!isMembers(value)) throw wrongAt(placeOf(line), 'it is JSON, but no object; write one object in each line.');
  return value;
};

/** Whether it holds nothing. */
export const isBlank = ({ text: json }: Line): boolean => !json.startsWith('{') && json.trim() === '';

/** Whether it is the last line of a writer that was ended while it wrote. */
const isHalf = ({ text: json, unended }: Line): boolean => {
  if (!unended) return false;
  try {
    JSON.parse(json);
    return false;
  } catch {
    return true;
  }
};

/** What the first line says. */
export const headerIn = (line: Line): Header => {
  const members = membersIn(line);
  const place = placeOf(line);
  if (members.format !== FORMAT)
    throw wrongAt(
      place,
      `it does not say what this is; begin a capture with ${JSON.stringify({ format: FORMAT, version: VERSION })}.`,
    );
  if (members.version !== VERSION)
    throw wrongAt(
      place,
      `its version is ${JSON.stringify(members.version) ?? 'missing'}, and this wireproof reads version ${VERSION}; record it again, or take a newer wireproof.`,
    );
  const wrong = misfit(members, HEADER);
  if (wrong !== undefined) throw wrongAt(place, wrong);
  return {
    hooks: (members.hooks ?? []) as readonly HookName[], // looked at above
    ...(typeof members.protocol === 'string' && { protocol: members.protocol }),
    ...(isMembers(members.promises) && { promises: members.promises }),
    ...(typeof members.resolution === 'number' && { resolution: members.resolution }),
  };
};

/** Why what stands outside whole histories belongs into one, in words. */
const outside = ({ kind }: Members): string | undefined =>
  WHOLE.has(String(kind))
    ? `the kind ${String(kind)} belongs to a whole history; give it the "plan" of that history.`
    : undefined;

/** What a line of a whole history lacks, in words. */
const inside = ({ kind, badge, answered }: Members): string | undefined => {
  if (kind === 'opening' && badge === undefined)
    return 'an opening of a whole history says who connects; give it a "badge", or leave out "plan".';
  if (kind === 'ping' && answered === undefined)
    return 'a ping of a whole history says whether it is answered; give it "answered", or leave out "plan".';
  return undefined;
};

/** What a line tells. */
const itemIn = (line: Line): Item => {
  const members = membersIn(line);
  const layout = layoutOf(members.kind);
  if (!layout) {
    const kind = members.kind === undefined ? 'it has no "kind"' : `there is no kind ${JSON.stringify(members.kind)}`;
    throw wrongAt(placeOf(line), `${kind}; the kinds are ${kindNames.join(', ')}.`);
  }
  const wrong = misfit(members, layout.shapes);
  if (wrong !== undefined) throw wrongAt(placeOf(line), `of kind ${String(members.kind)}, ${wrong}`);
  const misplaced = members.plan === undefined ? outside(members) : inside(members);
  if (misplaced !== undefined) throw wrongAt(placeOf(line), misplaced);
  const { at, plan, nth, resolution } = members as Pick<Item, 'at' | 'plan' | 'nth' | 'resolution'>; // looked at above
  // Made member by member: spreading what is not there would take longer than all the rest.
  const item: { -readonly [Name in keyof Item]: Item[Name] } = { place: line.number, told: toldIn(members, layout) };
  if (at !== undefined) item.at = at;
  if (plan !== undefined) item.plan = plan;
  if (nth !== undefined) item.nth = nth;
  if (resolution !== undefined) item.resolution = resolution;
  return item;
};

/** Reads what follows the first line, as many lines at a time as come at once. */
export async function* itemsIn(
  batches: AsyncIterable<readonly Line[]>,
  { resolution }: Pick<Header, 'resolution'> = {},
): AsyncGenerator<readonly Item[], void> {
  const looks = [createCounting(), createInstants(), ...(resolution === undefined ? [] : [createInstantsOutside()])];
  for await (const lines of batches) {
    const items: Item[] = [];
    for (const line of lines) {
      if (isBlank(line) || isHalf(line)) continue;
      const item = itemIn(line);
      for (const look of looks) {
        const wrong = look(item);
        if (wrong !== undefined) throw wrongAt(placeOf(line), wrong);
      }
      items.push(item);
    }
    yield items;
  }
}

/** A capture in our own format, whose first line has been read. */
export const ownCapture = (header: Header, lines: AsyncIterable<readonly Line[]>): Capture => ({
  format: 'wireproof',
  places: 'line',
  header,
  items: itemsIn(lines, header),
});
