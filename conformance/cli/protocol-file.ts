/** Reads protocol files: modules that export a protocol, and perhaps a suite of its own. */
import { type Complaint, escaped } from '../../schemas/complaint.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Family } from '../engine/requirement.ts';
import { Trouble } from '../engine/trouble.ts';
import { inWords } from '../reports/words.ts';
import { withSuite } from '../suites/own.ts';
import type { Kit } from './kit.ts';
import { exportOf, exportsOf, loadModule } from './module-file.ts';

/** What says of a file that it cannot be used. */
export type Cannot = (why: string, details?: readonly string[]) => Trouble;

const cannotUse =
  (file: string): Cannot =>
  (why, details) =>
    new Trouble('FILE', `--protocol cannot use ${file}: ${why}`, details);

/** So many complaints are told. */
const MOST = 10;

/** Tells all that is wrong with a contract. */
export const complain = (complaints: readonly Complaint[], cannot: Cannot): Trouble => {
  const sentences = complaints.map(({ at, says }) => `${at || 'the contract'} ${says}${says.endsWith('?') ? '' : '.'}`);
  const [first = '', ...others] = sentences;
  if (others.length === 0) return cannot(first);
  const rest = sentences.length - MOST;
  return cannot(`${sentences.length} things are wrong with it.`, [
    ...sentences.slice(0, MOST),
    ...(rest > 0 ? [`And ${rest} more.`] : []),
  ]);
};

/** The first values in what should be JSON that are none, by their places. */
function* strangers(value: unknown, at: string, above: readonly unknown[]): Generator<Complaint> {
  const is = (what: string): Complaint => ({ at, says: `is ${what}, but a protocol is made of JSON; put data there` });
  if (typeof value === 'function') yield is('a function');
  else if (typeof value === 'bigint' || typeof value === 'symbol') yield is(`a ${typeof value}`);
  else if (typeof value === 'number' && !Number.isFinite(value)) yield is(String(value));
  if (typeof value !== 'object' || value === null) return;
  if (above.includes(value)) yield is('an object that holds itself');
  else if (value instanceof Date || value instanceof Map || value instanceof Set || value instanceof RegExp)
    yield is(`a ${value.constructor.name}`);
  else
    for (const [name, inner] of Object.entries(value))
      yield* strangers(inner, `${at}/${escaped(name)}`, [...above, value]);
}

const isFamily = (value: unknown): value is Family =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'of' in value &&
  typeof value.of === 'function';

const suiteIn = (loaded: unknown, familiar: readonly string[], cannot: Cannot): readonly Family[] => {
  const suite = exportOf(loaded, 'suite') ?? [];
  if (!Array.isArray(suite) || !suite.every(isFamily))
    throw cannot(
      "its export `suite` is no list of families; write `export const suite = [always('mine', 'Mine', ..)]`.",
    );
  const names = suite.map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    if (!/^[a-z][a-z0-9-]*$/u.test(name))
      throw cannot(
        `its family ${JSON.stringify(name)} needs a name of lower case letters, digits and dashes, a letter first.`,
      );
    if (familiar.includes(name))
      throw cannot(`its family ${JSON.stringify(name)} has the name of a promise's; call it otherwise.`);
    if (names.indexOf(name) !== index) throw cannot(`it has two families called ${JSON.stringify(name)}; rename one.`);
  }
  return suite;
};

/** The one protocol among the exports: `protocol`, or the default. */
const protocolIn = (loaded: unknown, cannot: Cannot): unknown => {
  const named = exportOf(loaded, 'protocol');
  const other = exportsOf(loaded).includes('default') ? exportOf(loaded, 'default') : undefined;
  const byDefault = typeof other === 'object' && other !== null && 'protocol' in other ? other.protocol : other;
  if (named !== undefined && byDefault !== undefined && named !== byDefault)
    throw cannot('it exports one protocol as `protocol` and something else by default; keep one of them.');
  const found = named ?? byDefault;
  if (typeof found === 'object' && found !== null) return found;
  const names = exportsOf(loaded);
  const there = names.length === 0 ? 'it exports nothing' : `it exports ${inWords(names)}`;
  const what = found === undefined ? 'it exports no protocol' : `what it exports as its protocol is a ${typeof found}`;
  throw cannot(`${what}; write \`export const protocol = declare({ .. })\`, or export it by default (${there}).`);
};

/** Reads a protocol from a module; whatever is wrong with it is told. */
export const readProtocol = async (
  file: string,
  kit: Pick<Kit, 'restore' | 'familiar' | 'suiteOf'>,
): Promise<Protocol> => {
  const cannot = cannotUse(file);
  const loaded = await loadModule('--protocol', file, { vocabulary: true });
  const found = protocolIn(loaded, cannot);
  const strange = [...strangers(found, '', [])];
  if (strange.length > 0) throw complain(strange, cannot);
  const restored = kit.restore(JSON.parse(JSON.stringify(found)));
  if ('complaints' in restored) throw complain(restored.complaints, cannot);
  const protocol = withSuite(restored.protocol, suiteIn(loaded, kit.familiar, cannot));
  try {
    kit.suiteOf(protocol);
  } catch (error) {
    throw cannot(`its suite cannot be put together: ${error instanceof Error ? error.message : String(error)}`);
  }
  return protocol;
};
