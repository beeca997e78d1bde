/** Reads a report that was written as JSON, so that other formats can be made of it; what is none is told in one sentence. */
import type { TSchema } from '@sinclair/typebox';
import { problemsOf } from '../../schemas/problems.ts';
import { strictAjv } from '../../schemas/reader.ts';
import type { Happening } from '../engine/history.ts';
import type { Report } from '../engine/report.ts';
import { Trouble } from '../engine/trouble.ts';
import type { Invocation } from '../reports/again.ts';
import { entryForm, entryKinds, reportForm } from '../reports/report-form.ts';
import { readJson } from './files.ts';

const isKind = (kind: unknown): kind is Happening['kind'] => entryKinds.some((one) => one === kind);

/** What makes the flaws of values: each form is compiled once. */
const flawFinder = () => {
  const ajv = strictAjv();
  const made = new Map<string, ReturnType<typeof ajv.compile>>();

  const flawOf = (name: string, form: () => TSchema, value: unknown, at: string): string | undefined => {
    const validate = made.get(name) ?? ajv.compile(form());
    made.set(name, validate);
    if (validate(value)) return undefined;
    const [problem] = problemsOf(validate.errors);
    return problem && `${`${at}${problem.at}` || 'all of it'} ${problem.message}`;
  };

  const entryFlaw = (entry: unknown, at: string): string | undefined => {
    const kind = typeof entry === 'object' && entry !== null && 'kind' in entry ? entry.kind : undefined;
    if (!isKind(kind)) return `${at}/kind must be one of ${entryKinds.join(', ')}`;
    return flawOf(kind, () => entryForm(kind), entry, at);
  };

  return (json: unknown): string | undefined => {
    const flaw = flawOf('report', () => reportForm(), json, '');
    if (flaw !== undefined) return flaw;
    // Its form has just been checked, but for its entries.
    const { requirements } = json as Report;
    for (const [index, { history = [] }] of requirements.entries()) {
      for (const [place, entry] of history.entries()) {
        const found = entryFlaw(entry, `/requirements/${index}/history/${place}`);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
};

/** A report, and how it was asked for, where the file says so. */
export type StoredReport = Report & { readonly invocation?: Invocation };

/** Reads a report. */
export const readReport = async (file: string): Promise<StoredReport> => {
  const json = await readJson('report', file);
  const flaw = flawFinder()(json);
  // Every member that reports are made of has been checked.
  if (flaw === undefined) return json as StoredReport;
  throw new Trouble(
    'FILE',
    `report cannot use ${file}: it is no report of wireproof test (${flaw}); give it what --report json=FILE has written, whose form is in generated/report.schema.json.`,
  );
};
