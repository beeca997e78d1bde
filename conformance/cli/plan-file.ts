/** Reads a plan from a file; each step is checked by itself, so that what is wrong can be told exactly. */
import { type TSchema, Type } from '@sinclair/typebox';
import { problemsOf } from '../../schemas/problems.ts';
import { strictAjv } from '../../schemas/reader.ts';
import type { BrokenFrame, Plan, Step, TokenKind } from '../engine/plan.ts';
import { Trouble } from '../engine/trouble.ts';
import { readJson } from './files.ts';

const Name = Type.String({ minLength: 1 });
const Natural = Type.Integer({ minimum: 0 });
const Json = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object' });
const words = <Word extends string>(list: Readonly<Record<Word, true>>) =>
  Type.Unsafe<Word>({ type: 'string', enum: Object.keys(list) });
const Token = Type.Union([
  Type.Object({ expiresIn: Type.Number() }, { additionalProperties: false }),
  words<Extract<TokenKind, string>>({
    good: true,
    missing: true,
    malformed: true,
    'bad signature': true,
    unsigned: true,
  }),
]);
const How = words<BrokenFrame>({
  'reserved bits': true,
  unmasked: true,
  'reserved opcode': true,
  'long ping': true,
  'invalid utf-8': true,
});
/** The steps within a step are checked one by one. */
const Steps = Type.Array(Type.Unknown());
const maybe = Type.Optional;

const Seen = Type.Object(
  { seen: Name, of: maybe(Type.String()), plus: maybe(Type.Integer()), own: maybe(Type.Literal(true)) },
  { additionalProperties: false },
);
const Value = Type.Union([Type.String(), Seen]);

/** How a message is sent in several frames. */
const FRAGMENTED = { fragments: maybe(Type.Integer({ minimum: 1 })), interrupted: maybe(Type.Literal(true)) };

/** The members of each kind of step, beside `do`. */
const MEMBERS = {
  connect: {
    ...{ client: Name, user: Name, roles: maybe(Type.Array(Type.String())) },
    ...{ token: maybe(Token), pongs: maybe(Type.Boolean()), query: maybe(Type.Record(Type.String(), Type.String())) },
    ...{ again: maybe(Type.Literal(true)), opens: maybe(Type.Literal(false)), offers: maybe(Type.String()) },
  },
  send: { client: Name, frame: Type.Unknown(), ...FRAGMENTED },
  pad: { client: Name, frame: Json, bytes: Natural },
  text: { client: Name, text: Type.String(), ...FRAGMENTED },
  ping: { client: Name, text: Type.String({ maxLength: 125 }) },
  binary: { client: Name, text: Type.String() },
  break: { client: Name, how: How },
  publish: { event: Type.String(), body: Json, user: maybe(Name), refused: maybe(Type.Literal(true)) },
  fetch: { client: Name, path: Type.String({ pattern: '^/' }), query: maybe(Type.Record(Type.String(), Value)) },
  reset: {},
  together: { steps: Steps },
  repeat: { times: Natural, steps: Steps },
  wait: { ms: Type.Number({ minimum: 0 }) },
  settle: { client: maybe(Name) },
  leave: { client: Name, abruptly: maybe(Type.Boolean()) },
  end: { user: maybe(Name), reason: Type.String() },
} satisfies Readonly<Record<Step['do'], Readonly<Record<string, TSchema>>>>;

/** What is wrong with a value, as a pointer and a reason; undefined when nothing is. */
type Flaw = { readonly at: string; readonly message: string } | undefined;

/** Each form is compiled once, when it is first needed. */
const compiled = new Map<string, ReturnType<ReturnType<typeof strictAjv>['compile']>>();

const flawOf = (name: string, schema: () => TSchema, value: unknown, at: string): Flaw => {
  const validate = compiled.get(name) ?? strictAjv().compile(schema());
  compiled.set(name, validate);
  if (validate(value)) return undefined;
  const [problem] = problemsOf(validate.errors);
  return problem && { at: `${at}${problem.at}`, message: problem.message };
};

const isStepName = (name: string): name is Step['do'] => Object.hasOwn(MEMBERS, name);

const stepFlaw = (step: unknown, at: string): Flaw => {
  const name = typeof step === 'object' && step !== null && 'do' in step ? step.do : undefined;
  if (typeof name !== 'string' || !isStepName(name)) {
    return { at: `${at}/do`, message: `must be one of ${Object.keys(MEMBERS).join(', ')}` };
  }
  const form = () => Type.Object({ do: Type.Literal(name), ...MEMBERS[name] }, { additionalProperties: false });
  // Its form has been checked when its steps are looked at.
  return (
    flawOf(name, form, step, at) ??
    stepsFlaw((step as { readonly steps?: readonly unknown[] }).steps ?? [], `${at}/steps`)
  );
};

const stepsFlaw = (steps: readonly unknown[], at: string): Flaw => {
  for (const [index, step] of steps.entries()) {
    const flaw = stepFlaw(step, `${at}/${index}`);
    if (flaw) return flaw;
  }
  return undefined;
};

const PlanForm = Type.Object(
  { steps: Steps, alone: maybe(Type.Boolean()), apart: maybe(Type.Literal(true)), exceeds: maybe(Type.Literal(true)) },
  { additionalProperties: false },
);

/** Reads a value as a plan; says where it is none, and why. */
export const planIn = (json: unknown): { readonly plan: Plan } | { readonly flaw: string } => {
  // The form says that there are steps before they are looked at.
  const flaw =
    flawOf('plan', () => PlanForm, json, '') ??
    stepsFlaw((json as { readonly steps: readonly unknown[] }).steps, '/steps');
  return flaw ? { flaw: `${flaw.at || 'the plan'} ${flaw.message}` } : { plan: json as Plan };
};

/** Reads a plan. */
export const readPlan = async (file: string): Promise<Plan> => {
  const read = planIn(await readJson('--plan', file));
  if ('plan' in read) return read.plan;
  throw new Trouble('FILE', `--plan cannot use ${file}: ${read.flaw}.`);
};
