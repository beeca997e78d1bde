/** A report in which a hostile server, and a hostile contract, have had their say wherever they can. */
import type { Report } from '../../engine/report.ts';
import { badge, history, received, sample, sent } from './sample-report.ts';

/** Markup, ends of sections and blocks, commands of terminals and of workflows, and what no XML may hold. */
export const HOSTILE = [
  ...['</script><img src=x onerror=alert(1)>', ']]>', '<!--', '"\' onload=x', '```', '````', '</details>', '| a | b |'],
  ...['@octocat', '#1', 'https://evil.example', 'www.evil.example', '[x](javascript:x)', '::error::x', '##[error]x'],
  ...['%0A::error::y', '\u001b[31m', '\u0000', '\u202e', '\ufffe', '\ud800', '\r\n::warning::z\n```\n# head'],
].join(' ');

const told = history(
  { kind: 'opening', connection: 1, badge: badge(HOSTILE, { user: HOSTILE, roles: [HOSTILE] }) },
  { kind: 'opening', connection: 2, badge: badge('bob') },
  sent(1, { type: HOSTILE }),
  received(1, HOSTILE),
  received(2, { type: 'pong', timestamp: HOSTILE }),
  { kind: 'refused', connection: 2, because: HOSTILE },
  { kind: 'asked', call: 1, hook: 'publish', request: { event: HOSTILE, payload: { [HOSTILE]: HOSTILE } } },
  { kind: 'closed', connection: 1, code: 4001, reason: HOSTILE, trouble: HOSTILE },
);

const [passed] = sample.requirements;
const of = (level: 'MUST' | 'SHOULD') => ({
  ...{ id: `commerce/${HOSTILE}/${level}`, level, statement: HOSTILE, source: HOSTILE, judgements: 1, histories: 1 },
  ...{ status: 'fail' as const, finding: { because: HOSTILE, frame: 103 }, history: told },
  replay: { seed: 1, path: HOSTILE, plan: { steps: [] }, executions: 1 },
});

/** The report. */
export const hostile: Report = {
  ...{ ...sample, target: HOSTILE, protocol: HOSTILE, startedAt: HOSTILE, notes: [{ about: 'server', text: HOSTILE }] },
  requirements: [
    ...(passed ? [passed] : []),
    of('MUST'),
    of('SHOULD'),
    { ...of('MUST'), id: 'commerce/a/unjudged', status: 'inconclusive', note: HOSTILE },
  ],
};
