/** Reads a report that was written as JSON, so that other formats can be made of it; what is none is told in one sentence. */
import { type TSchema, Type } from '@sinclair/typebox';
import { HOOKS } from '../../schemas/hooks.ts';
import { problemsOf } from '../../schemas/problems.ts';
import { strictAjv } from '../../schemas/reader.ts';
import type { Happening } from '../engine/history.ts';
import type { Report } from '../engine/report.ts';
import { Trouble } from '../engine/trouble.ts';
import type { Invocation } from '../reports/again.ts';
import { readJson } from './files.ts';

const Text = Type.String();
const Natural = Type.Integer({ minimum: 0 });
const maybe = Type.Optional;
const words = (...list: readonly string[]) => Type.Unsafe<string>({ type: 'string', enum: list });

const Reached = Type.Object({ reached: Natural, of: Natural, missing: Type.Array(Text) });
const STATUSES = ['pass', 'fail', 'unexercised', 'untested', 'inconclusive', 'notApplicable'] as const;

const RequirementForm = Type.Object({
  ...{ id: Text, level: words('MUST', 'SHOULD', 'MAY'), statement: Text, source: Text, status: words(...STATUSES) },
  ...{ judgements: Natural, histories: Natural, missing: maybe(Type.Array(words(...HOOKS))), note: maybe(Text) },
  finding: maybe(Type.Object({ because: Text, frame: Type.Integer() })),
  history: maybe(Type.Array(Type.Unknown())),
  again: maybe(Type.Object({ times: Natural, of: Natural })),
  replay: maybe(Type.Object({ seed: Type.Integer(), path: Text })),
});

const InvocationForm = Type.Object({
  ...{ target: Text, protocol: Text, control: maybe(Text), secret: maybe(Type.Boolean()), plan: maybe(Text) },
  ...{ clock: maybe(words('real', 'virtual')), path: maybe(Text) },
  ...{ runs: maybe(Natural), patience: maybe(Natural) },
});

const ReportForm = Type.Object({
  ...{ kit: Type.Object({ name: Text, version: Text }), protocol: Text, target: Text, seed: Type.Integer() },
  ...{ startedAt: Text, durationMs: Type.Number({ minimum: 0 }), clock: words('in process', 'advance', 'real') },
  verdict: words('conformant', 'nonconformant', 'incomplete'),
  counts: Type.Object(Object.fromEntries(STATUSES.map((status) => [status, Natural]))),
  requirements: Type.Array(RequirementForm),
  effort: Type.Object({ plans: Natural, entries: Natural, shrinking: Natural }),
  coverage: Type.Object({ states: Reached, transitions: Reached, pairs: Reached }),
  notes: Type.Array(Type.Object({ about: words('server', 'driver', 'kit', 'run'), text: Text })),
  invocation: maybe(InvocationForm),
});

const Badge = Type.Object({
  ...{ client: Text, user: Text, roles: Type.Array(Text), pongs: Type.Boolean() },
  token: Type.Union([
    words('good', 'missing', 'malformed', 'bad signature', 'unsigned'),
    Type.Object({ expiresIn: Type.Number() }),
  ]),
  query: maybe(Type.Record(Text, Text)),
});
const Answer = Type.Union([
  Type.Object({ status: Type.Literal('done'), answer: Type.Unknown() }),
  Type.Object({ status: Type.Literal('refused'), code: Type.Integer(), error: Text }),
  Type.Object({ status: Type.Literal('failed'), error: Text }),
]);
const connection = Type.Integer();
const frame = { connection, form: Text, text: Text, bytes: Natural };
const call = { hook: Text, request: maybe(Type.Unknown()) };
const fetch = { by: Type.Integer(), path: Text, query: Text };

/** The members of each kind of entry that reports tell. */
const MEMBERS = {
  opening: { connection, badge: Badge },
  opened: { connection },
  refused: { connection, status: maybe(Type.Integer()), because: Text },
  ...{ sent: frame, received: frame },
  ping: { connection, answered: Type.Boolean() },
  leaving: { connection, abruptly: Type.Boolean() },
  closed: { connection, code: maybe(Type.Integer()), reason: Text, trouble: maybe(Text) },
  asked: call,
  told: { ...call, answer: Answer },
  fetching: fetch,
  fetched: { ...fetch, status: maybe(Type.Integer()), text: Text },
  silence: { connection, waited: Type.Number() },
  stall: { ms: Type.Number() },
  end: { cut: Type.Boolean() },
} satisfies Readonly<Record<Happening['kind'], Readonly<Record<string, TSchema>>>>;

const isKind = (kind: unknown): kind is Happening['kind'] => typeof kind === 'string' && Object.hasOwn(MEMBERS, kind);

/** What makes the flaws of values: each form is compiled once. */
const flawFinder = () => {
  const ajv = strictAjv();
  const entryForm = (kind: Happening['kind']) =>
    Type.Object({ seq: Type.Integer(), at: Type.Number(), ...MEMBERS[kind] });
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
    if (!isKind(kind)) return `${at}/kind must be one of ${Object.keys(MEMBERS).join(', ')}`;
    return flawOf(kind, () => entryForm(kind), entry, at);
  };

  return (json: unknown): string | undefined => {
    const flaw = flawOf('report', () => ReportForm, json, '');
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
  throw new Trouble('FILE', `report cannot use ${file}: it is no report of wireproof test (${flaw}).`);
};
