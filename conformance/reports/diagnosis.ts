/** Tells what became of the checks of a control interface, for people and for programs. The fault it names is the driver's. */
import { type HookName, HOOKS } from '../../schemas/hooks.ts';
import { PARTS } from '../doctor/check.ts';
import type { Checked, Diagnosis } from '../doctor/diagnose.ts';
import { SAYINGS } from '../doctor/sayings.ts';
import type { Listed } from '../engine/requirement.ts';
import { shorten, visible } from './escape.ts';
import { paint, type Paint } from './paint.ts';
import { redactor, redactValue, type Redact } from './redact.ts';
import { table } from './table.ts';
import { count, inWords } from './words.ts';

/** What a diagnosis is told with. */
export interface DiagnosisOptions {
  /** The version of the kit. */
  readonly kit: string;
  readonly protocol: string;
  /** The base URL of the control interface. */
  readonly control: string;
  /** The WebSocket URL, if one was given. */
  readonly target?: string;
  /** The requirements of the protocol, to tell which need a hook that is missing. */
  readonly requirements: readonly Pick<Listed, 'needs'>[];
  readonly secrets: readonly string[];
}

/** Answers are quoted up to so many characters. */
const QUOTED = 400;
const WHERE = 'docs/hooks.md';

const isWrong = ({ outcome }: Checked): boolean => outcome.status === 'wrong';
const isFault = (checked: Checked): boolean => isWrong(checked) && checked.level === 'MUST';
const isWarning = (checked: Checked): boolean => isWrong(checked) && checked.level !== 'MUST';
const isSound = ({ outcome }: Checked): boolean => outcome.status === 'sound';
const isLeftOut = ({ outcome }: Checked): boolean => outcome.status === 'skipped';

const COLUMNS = [
  ['sound', isSound],
  ['wrong', isFault],
  ['warned', isWarning],
  ['left out', isLeftOut],
] as const;

const signOf = (members: readonly Checked[], { good, bad, doubtful, aside }: Paint): string => {
  if (members.some(isFault)) return bad('✗');
  if (members.some(isWarning)) return doubtful('!');
  return members.some(isSound) ? good('✓') : aside('–');
};

const partLines = ({ checked }: Diagnosis, colours: Paint): readonly string[] => {
  const parts = PARTS.map((part) => [part, checked.filter((one) => one.part === part)] as const);
  const rows = parts.map(([part, members]) => [
    part,
    ...COLUMNS.map(([word, counts]) => {
      const n = members.filter(counts).length;
      return n === 0 ? '' : `${n} ${word}`;
    }),
  ]);
  const lines = table(rows);
  return parts.map(([, members], index) => `  ${signOf(members, colours)} ${lines[index] ?? ''}`);
};

const findingLines = (found: Checked, redact: Redact, { bad, doubtful, strong, aside }: Paint): readonly string[] => {
  const { id, level, statement, says, mend, outcome } = found;
  if (outcome.status !== 'wrong') return [];
  const quote = (text: string) => shorten(redact(text), QUOTED);
  return [
    level === 'MUST' ? bad(`✗ ${id} (${level})`) : doubtful(`! ${id} (${level})`),
    `  ${statement}`,
    `    asked   ${quote(outcome.asked)}`,
    strong(`  ▸ came    ${quote(outcome.came)}`),
    `    wanted  ${quote(outcome.wanted)}`,
    `    rule    ${SAYINGS[says]}  ${aside(WHERE)}`,
    `    mend    ${mend}`,
    '',
  ];
};

/** How many requirements need a hook, by the hooks that are not offered. */
const missing = ({ hooks = HOOKS }: Diagnosis, requirements: DiagnosisOptions['requirements']) =>
  HOOKS.filter((hook) => !hooks.includes(hook)).map((hook) => ({
    hook,
    untested: requirements.filter(({ needs = [] }) => needs.includes(hook)).length,
  }));

/** What is missed without a hook that no requirement needs. */
const without = (hook: HookName): string =>
  hook === 'advance' ? 'no requirement needs it, but all that takes time takes real time' : 'no requirement needs it';

const missingLines = (diagnosis: Diagnosis, { requirements }: DiagnosisOptions): readonly string[] => {
  const rows = missing(diagnosis, requirements).map(({ hook, untested }) => [
    hook,
    untested > 0 ? `leaves ${count(untested, 'requirement')} untested` : without(hook),
  ]);
  return rows.length === 0 ? [] : ['Not offered', ...table(rows).map((line) => `    ${line}`), ''];
};

const leftOutLines = ({ checked }: Diagnosis, redact: Redact): readonly string[] => {
  const reasons = new Map<string, string[]>();
  for (const { id, outcome } of checked) {
    if (outcome.status === 'skipped') reasons.set(outcome.because, [...(reasons.get(outcome.because) ?? []), id]);
  }
  return [...reasons].flatMap(([because, ids]) => [
    `Left out: ${shorten(redact(because), QUOTED)} (${ids.length})`,
    // All others need no list.
    ...(ids.length === checked.length - 1 ? [] : ids.map((id) => `    ${id}`)),
    '',
  ]);
};

const nextStep = (diagnosis: Diagnosis, { target }: DiagnosisOptions): string => {
  const { checked, hooks = [], mayAdvance } = diagnosis;
  if (checked.some(isFault)) return 'mend the first of them, start the server anew, and run this again.';
  if (diagnosis.cut !== undefined) return 'look at why the answers take so long, or give a longer --patience.';
  if (target === undefined)
    return "give the server's WebSocket URL as well, to see whether the hooks do what they answer.";
  if (hooks.includes('advance') && !mayAdvance)
    return 'give --advance as well, and start the server anew after it; or run `wireproof test`.';
  return `run \`wireproof test\` with the same URLs${mayAdvance && hooks.includes('advance') ? ', and start the server anew before --clock real: its time stands still' : ''}.`;
};

const verdictLine = (diagnosis: Diagnosis, { good, bad, doubtful }: Paint): string => {
  const { checked, cut } = diagnosis;
  const run = checked.filter((one) => !isLeftOut(one));
  const faults = checked.filter(isFault);
  const warnings = checked.filter(isWarning).length;
  const rest = [
    warnings > 0 ? `; ${count(warnings, 'warning')}` : '',
    run.length < checked.length ? `; ${checked.length - run.length} left out` : '',
  ].join('');
  const of = `${count(run.length, 'check')}`;
  if (faults.length > 0) {
    return `${bad('unsound')}: ${faults.length} of ${of} failed${rest}. The fault is the driver's: the server behind it has not been judged.`;
  }
  if (cut !== undefined) return `${doubtful('unfinished')}: ${cut}, and nothing wrong was found in ${of}${rest}.`;
  return `${good('sound')}: ${run.length - warnings} of ${of} passed${rest}.`;
};

const offerLine = ({ hooks }: Diagnosis): string => {
  if (!hooks) return 'What it offers could not be found out.';
  return hooks.length === 0 ? 'It offers no hooks.' : `It offers ${inWords(hooks)}.`;
};

const redactorOf = ({ tokens }: Diagnosis, { secrets }: DiagnosisOptions): Redact => redactor([...secrets, ...tokens]);

/** Tells a diagnosis as text that ends in a newline. */
export const diagnosisText = (
  diagnosis: Diagnosis,
  options: DiagnosisOptions & { readonly colour: boolean },
): string => {
  const { kit, protocol, control, target, colour } = options;
  const colours = paint(colour);
  const redact = redactorOf(diagnosis, options);
  const plain = (text: string) => visible(redact(text));
  const order = [...diagnosis.checked.filter(isFault), ...diagnosis.checked.filter(isWarning)];
  return [
    `wireproof ${kit} examined the hooks at ${plain(control)} by the protocol ${plain(protocol)}, ${
      target === undefined ? 'without a connection to the server' : `with connections to ${plain(target)}`
    }.`,
    offerLine(diagnosis),
    '',
    ...partLines(diagnosis, colours),
    '',
    ...order.flatMap((found) => findingLines(found, redact, colours)),
    ...missingLines(diagnosis, options),
    ...leftOutLines(diagnosis, redact),
    verdictLine(diagnosis, colours),
    `next: ${nextStep(diagnosis, options)}`,
    '',
  ].join('\n');
};

const checkForm = ({ id, level, statement, says, mend, outcome }: Checked) => {
  const { status } = outcome;
  switch (status) {
    case 'sound':
      return { id, level, statement, status };
    case 'skipped':
      return { id, level, statement, status, because: outcome.because };
    case 'wrong': {
      const { asked, came, wanted } = outcome;
      return { id, level, statement, status, asked, came, wanted, rule: SAYINGS[says], mend };
    }
  }
};

/** Writes a diagnosis as JSON that ends in a newline. */
export const diagnosisJson = (diagnosis: Diagnosis, options: DiagnosisOptions): string => {
  const { kit, protocol, control, target, requirements } = options;
  const { checked, hooks, cut } = diagnosis;
  const form = {
    kit: { name: 'wireproof', version: kit },
    protocol,
    control,
    ...(target !== undefined && { target }),
    verdict: checked.some(isFault) ? 'unsound' : cut === undefined ? 'sound' : 'unfinished',
    hooks: hooks ?? [],
    missing: missing(diagnosis, requirements),
    checks: checked.map(checkForm),
  };
  return `${JSON.stringify(redactValue(form, redactorOf(diagnosis, options)), null, 2)}\n`;
};
