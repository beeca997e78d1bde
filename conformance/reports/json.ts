/** The report as JSON. Its form is stable: members keep their names, their meaning and their order. */
import type { Badge, Entry } from '../engine/history.ts';
import type { Report, RequirementReport } from '../engine/report.ts';
import type { Invocation } from './again.ts';
import { redactor, redactValue } from './redact.ts';
import { secretsIn } from './telling.ts';

const REPORT = [
  ...['kit', 'protocol', 'target', 'seed', 'startedAt', 'durationMs', 'clock', 'capture', 'verdict', 'counts'],
  ...['requirements', 'effort', 'coverage', 'notes', 'invocation'],
] as const;
const COUNTS = ['pass', 'fail', 'unexercised', 'untested', 'inconclusive', 'notApplicable'];
const REQUIREMENT = [
  ...['id', 'level', 'statement', 'source', 'status', 'judgements', 'histories', 'missing', 'note', 'finding'],
  ...['history', 'again', 'replay'],
];
const COVERED = ['states', 'transitions', 'pairs'];
const REACHED = ['reached', 'of', 'missing'];
const ENTRY = [
  ...['seq', 'at', 'plan', 'kind', 'connection', 'badge', 'form', 'text', 'bytes', 'status', 'because', 'answered'],
  ...['abruptly', 'code', 'reason', 'trouble', 'call', 'hook', 'request', 'answer', 'waited', 'ms', 'cut'],
];

const INVOCATION = ['target', 'protocol', 'control', 'secret', 'clock', 'plan', 'path', 'runs', 'patience'];

/** The same members, those listed first and in this order. */
const inOrder = (value: object, order: readonly string[]): Readonly<Record<string, unknown>> => {
  const entries = Object.entries(value);
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(entries.sort(([a], [b]) => place(a) - place(b)));
};

const BADGE = ['client', 'user', 'roles', 'token', 'again', 'expires', 'pongs'];

const badgeForm = ({ secret: _, ...badge }: Badge) => inOrder(badge, BADGE);

const entryForm = (entry: Entry) =>
  inOrder(entry.kind === 'opening' ? { ...entry, badge: badgeForm(entry.badge) } : entry, ENTRY);

const requirementForm = (requirement: RequirementReport): Readonly<Record<string, unknown>> => {
  const { finding, history, replay, again } = requirement;
  return inOrder(
    {
      ...requirement,
      ...(finding && { finding: inOrder(finding, ['because', 'frame']) }),
      ...(history && { history: history.map(entryForm) }),
      ...(again && { again: inOrder(again, ['times', 'of']) }),
      ...(replay && { replay: inOrder(replay, ['seed', 'path', 'plan', 'executions']) }),
    },
    REQUIREMENT,
  );
};

/** Writes a report as JSON that ends in a newline; tokens and these secrets are taken out. With how it was asked for, other formats can be made of it later. */
export const jsonReport = (report: Report, secrets: readonly string[] = [], invocation?: Invocation): string => {
  const form = inOrder(
    {
      ...report,
      kit: inOrder(report.kit, ['name', 'version']),
      counts: inOrder(report.counts, COUNTS),
      requirements: report.requirements.map(requirementForm),
      effort: inOrder(report.effort, ['plans', 'entries', 'shrinking']),
      coverage: inOrder(
        Object.fromEntries(Object.entries(report.coverage).map(([kind, reached]) => [kind, inOrder(reached, REACHED)])),
        COVERED,
      ),
      notes: report.notes.map((note) => inOrder(note, ['about', 'text'])),
      ...(invocation && { invocation: inOrder(invocation, INVOCATION) }),
    },
    REPORT,
  );
  return `${JSON.stringify(redactValue(form, redactor([...secrets, ...secretsIn(report)])), null, 2)}\n`;
};
