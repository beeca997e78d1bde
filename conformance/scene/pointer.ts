/** JSON pointers and templates over message bodies; own members only, so that hostile names find nothing. */

/** Pointers taken apart; a protocol has few, and every message is looked at through them. */
const taken = new Map<string, readonly string[]>();
/** How many pointers are remembered. */
const REMEMBERED = 1000;

const partsOf = (pointer: string): readonly string[] => {
  const known = taken.get(pointer);
  if (known) return known;
  const parts = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (taken.size < REMEMBERED) taken.set(pointer, parts);
  return parts;
};

/** The value at a JSON pointer, or undefined. */
export const at = (value: unknown, pointer: string): unknown => {
  if (pointer === '') return value;
  let here = value;
  for (const key of partsOf(pointer)) {
    if (typeof here !== 'object' || here === null) return undefined;
    here =
      Object.hasOwn(here, key) && !(Array.isArray(here) && key === 'length')
        ? (here as Readonly<Record<string, unknown>>)[key]
        : undefined;
  }
  return here;
};

type Members = Readonly<Record<string, unknown>>;

/** Sets the value at a pointer of one or more parts, in a copy. */
export const withAt = (body: Members, pointer: string, value: unknown): Members => {
  const [head = '', ...rest] = pointer.slice(1).split('/');
  const inner = body[head];
  return {
    ...body,
    [head]:
      rest.length === 0
        ? value
        : withAt(typeof inner === 'object' && inner !== null ? (inner as Members) : {}, `/${rest.join('/')}`, value),
  };
};

/** Leaves out the member at a pointer of one or more parts, in a copy. */
export const withoutAt = (body: Members, pointer: string): Members => {
  const [head = '', ...rest] = pointer.slice(1).split('/');
  const { [head]: inner, ...others } = body;
  if (rest.length === 0 || typeof inner !== 'object' || inner === null) return others;
  return { ...body, [head]: withoutAt(inner as Members, `/${rest.join('/')}`) };
};

/** The text at a pointer, or undefined. */
export const textAt = (value: unknown, pointer: string): string | undefined => {
  const found = at(value, pointer);
  return typeof found === 'string' ? found : undefined;
};

/** The items at a pointer: a list as it is, a single value as a list of one, nothing as an empty list. */
export const itemsAt = (value: unknown, pointer: string): readonly unknown[] => {
  const found = at(value, pointer);
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
};

/** Fills a template's `{..}`; undefined when one of them cannot be resolved. */
export const fill = (template: string, resolve: (path: string) => string | undefined): string | undefined => {
  let complete = true;
  const text = template.replace(/\{([^}]+)\}/g, (_, path: string) => {
    const value = resolve(path);
    if (value === undefined) complete = false;
    return value ?? '';
  });
  return complete ? text : undefined;
};

/** A channel template taken apart: `order:{order}` is the prefix `order:` and the parameter `order`. */
export const channelShape = (template: string): { readonly prefix: string; readonly parameter?: string } => {
  const match = /^([^{]*)\{([^}]+)\}$/.exec(template);
  return match ? { prefix: match[1] ?? '', parameter: match[2] ?? '' } : { prefix: template };
};

/** Whether a name belongs to a pattern such as `order.*`. */
export const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** Whether numbers are equal: within 1e-6 relative or 0.01 absolute, whichever is larger. */
export const sameNumber = (a: number, b: number): boolean =>
  Number.isFinite(a - b) && Math.abs(a - b) <= Math.max(0.01, 1e-6 * Math.max(Math.abs(a), Math.abs(b)));

/** Whether `actual` holds all that `expected` does, as {@link difference} sees it. */
export const covers = (expected: unknown, actual: unknown): boolean => {
  if (typeof expected !== 'object' || expected === null)
    return typeof expected === 'number' && typeof actual === 'number'
      ? expected === actual || sameNumber(expected, actual)
      : expected === actual || Object.is(expected, actual);
  if (typeof actual !== 'object' || actual === null || Array.isArray(expected) !== Array.isArray(actual)) return false;
  if (Array.isArray(expected)) {
    const others = actual as readonly unknown[];
    return others.length === expected.length && expected.every((item, index) => covers(item, others[index]));
  }
  for (const key of Object.keys(expected)) {
    if (!Object.hasOwn(actual, key)) return false;
    const [one, two] = [expected, actual] as readonly Readonly<Record<string, unknown>>[];
    if (!covers(one?.[key], two?.[key])) return false;
  }
  return true;
};

/** The pointer of the first place where `actual` lacks or changes what `expected` holds; extra members do not count. */
export const difference = (expected: unknown, actual: unknown): string | undefined =>
  covers(expected, actual) ? undefined : differenceAt(expected, actual, '');

const differenceAt = (expected: unknown, actual: unknown, where: string): string | undefined => {
  if (typeof expected === 'number' && typeof actual === 'number')
    return sameNumber(expected, actual) ? undefined : where;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return where;
    return firstOf(expected, (item, index) => differenceAt(item, actual[index], `${where}/${index}`));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return where;
    return firstOf(Object.entries(expected), ([key, value]) => {
      const there = `${where}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return Object.hasOwn(actual, key)
        ? differenceAt(value, (actual as Readonly<Record<string, unknown>>)[key], there)
        : there;
    });
  }
  return Object.is(expected, actual) || expected === actual ? undefined : where;
};

const firstOf = <T>(items: readonly T[], find: (item: T, index: number) => string | undefined): string | undefined => {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
};
