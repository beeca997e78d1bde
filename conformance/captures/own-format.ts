/** Our own format: one JSON object a line, as docs/captures.md has it. Whatever is wrong in a line is told in one sentence. */
import type { HookName } from '../../schemas/hooks.ts';
import { type Capture, FORMAT, type Header, type Item, VERSION } from './capture.ts';
import { COMMON, kindNames, shapesOf, toldIn, WHOLE } from './kinds.ts';
import { type Line, wrongAt } from './lines.ts';
import { hook, isMembers, type Members, misfit, object, optional, type Shapes, text } from './shapes.ts';

const HEADER: Shapes = {
  protocol: optional(text),
  promises: optional(object),
  hooks: optional({
    is: (value) => Array.isArray(value) && value.every(hook.is),
    what: 'a list of the names of hooks',
  }),
};

/** A line as a JSON object. */
const membersIn = ({ number, text: json }: Line): Members => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw wrongAt(`line ${number}`, 'it is not JSON; write one JSON object in each line, and all of it.');
  }
  if (!isMembers(value)) throw wrongAt(`line ${number}`, 'it is JSON, but no object; write one object in each line.');
  return value;
};

/** Whether it holds nothing. */
const isBlank = ({ text: json }: Line): boolean => !json.startsWith('{') && json.trim() === '';

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
  const place = `line ${line.number}`;
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
  };
};

/** What a line tells. */
const itemIn = (line: Line): Item => {
  const members = membersIn(line);
  const place = `line ${line.number}`;
  const shapes = shapesOf(members.kind);
  if (!shapes) {
    const kind = members.kind === undefined ? 'it has no "kind"' : `there is no kind ${JSON.stringify(members.kind)}`;
    throw wrongAt(place, `${kind}; the kinds are ${kindNames.join(', ')}.`);
  }
  const wrong = misfit(members, COMMON) ?? misfit(members, shapes);
  if (wrong !== undefined) throw wrongAt(place, `of kind ${String(members.kind)}, ${wrong}`);
  if (members.plan === undefined && WHOLE.has(String(members.kind)))
    throw wrongAt(
      place,
      `the kind ${String(members.kind)} belongs to a whole history; give it the "plan" of that history.`,
    );
  if (members.plan !== undefined && members.kind === 'opening' && members.badge === undefined)
    throw wrongAt(place, 'an opening of a whole history says who connects; give it a "badge", or leave out "plan".');
  if (members.plan !== undefined && members.kind === 'ping' && members.answered === undefined)
    throw wrongAt(
      place,
      'a ping of a whole history says whether it is answered; give it "answered", or leave out "plan".',
    );
  const { at, plan, resolution } = members as Pick<Item, 'at' | 'plan' | 'resolution'>; // looked at above
  const item = { place: line.number, told: toldIn(members, shapes) };
  // Most lines have an instant and nothing else: spreading what is not there would take longer than all the rest.
  if (plan === undefined && resolution === undefined) return at === undefined ? item : { ...item, at };
  return {
    ...item,
    ...(at !== undefined && { at }),
    ...(plan !== undefined && { plan }),
    ...(resolution !== undefined && { resolution }),
  };
};

/** Reads what follows the first line, line by line. */
export async function* itemsIn(lines: AsyncIterable<Line>): AsyncGenerator<Item, void> {
  /** The latest instant of each whole history whose durations are told. */
  const latest = new Map<number, number>();
  for await (const line of lines) {
    if (isBlank(line) || isHalf(line)) continue;
    const item = itemIn(line);
    const { plan, at, told, resolution } = item;
    if (plan !== undefined && (latest.has(plan) || resolution !== undefined)) {
      const before = latest.get(plan) ?? Number.NEGATIVE_INFINITY;
      if (at === undefined)
        throw wrongAt(
          `line ${line.number}`,
          '"at" is missing, and durations are told here; give it, or leave out "resolution".',
        );
      if (at < before)
        throw wrongAt(
          `line ${line.number}`,
          `"at" falls from ${before} to ${at}; write lines in the order in which things happened, by a clock that never goes back.`,
        );
      if (told.kind === 'end') latest.delete(plan);
      else latest.set(plan, at);
    }
    yield item;
  }
}

/** A capture in our own format, whose first line has been read. */
export const ownCapture = (header: Header, lines: AsyncIterable<Line>): Capture => ({
  format: 'wireproof',
  places: 'line',
  header,
  items: itemsIn(lines),
});
