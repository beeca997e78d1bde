/** Tests of the schema of the JSON report: it takes every report that is written, and nothing that is none. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { protocols } from '../../schemas/index.ts';
import { check } from '../captures/check.ts';
import { readCapture } from '../captures/read.ts';
import type { Report } from '../engine/report.ts';
import { examineHere } from '../self-test/servers.ts';
import { subjects } from '../self-test/subjects.ts';
import { suiteOf } from '../suites/index.ts';
import { jsonReport } from './json.ts';
import { entryKinds, reportSchema } from './report-form.ts';
import { hostile } from './testing/hostile-report.ts';
import { sample } from './testing/sample-report.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(reportSchema());
/** What the schema has against a report. */
const flaws = (report: Report): readonly string[] =>
  validate(JSON.parse(jsonReport(report)))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

const checked = async (text: string): Promise<Report> => {
  const bytes = async function* () {
    yield Buffer.from(text);
  };
  const suite = suiteOf(protocols.commerce);
  return check({ suite, capture: await readCapture(bytes(), 'a file'), target: 'a file', startedAt: '2026-01-01' });
};

describe('the schema of the report', () => {
  it('takes reports of every verdict, with every status and every kind of entry', async () => {
    const { commerce, prediction } = subjects;
    const fault = suiteOf(commerce.protocol).faults.find(({ id }) => id === 'delivery/keeps-the-channel');
    const some = { runs: 1, shrinking: 0 };
    const reports = [
      ...[sample, hostile, { ...sample, verdict: 'incomplete' as const }],
      await examineHere(commerce.protocol, commerce.reference(), { ...some, only: ['commerce/messages/*'] }),
      await examineHere(commerce.protocol, commerce.reference(fault), { ...some, only: ['commerce/delivery/*'] }),
      await examineHere(prediction.protocol, prediction.reference(), { ...some, only: ['prediction/books/*'] }, {}, []),
      await checked('< {"type":"connected","userId":"u","timestamp":"2026-01-01T00:00:00Z"}\n< {"type":"pong"}'),
    ];
    for (const report of reports) expect(flaws(report)).toEqual([]);
    expect([...new Set(reports.map(({ verdict }) => verdict))].sort()).toEqual([
      'conformant',
      'incomplete',
      'nonconformant',
    ]);
    const statuses = new Set(reports.flatMap(({ requirements }) => requirements.map(({ status }) => status)));
    expect(statuses.size).toBe(6);
    const kinds = new Set(
      reports.flatMap(({ requirements }) =>
        requirements.flatMap(({ history = [] }) => history.map(({ kind }) => kind)),
      ),
    );
    expect(entryKinds.filter((kind) => !kinds.has(kind) && !/^fetch/u.test(kind))).toEqual([]);
  });

  it.each([
    ['another verdict', { verdict: 'fine' }],
    ['a count that is none', { counts: { ...sample.counts, pass: -1 } }],
    [
      'an entry of an unknown kind',
      { requirements: [{ ...sample.requirements[0], history: [{ kind: 'x', seq: 1, at: 1 }] }] },
    ],
    [
      'an entry without its members',
      { requirements: [{ ...sample.requirements[0], history: [{ kind: 'sent', seq: 1, at: 1 }] }] },
    ],
    ['a finding without its frame', { requirements: [{ ...sample.requirements[0], finding: { because: 'x' } }] }],
    ['an unknown status', { requirements: [{ ...sample.requirements[0], status: 'maybe' }] }],
  ])('takes no report with %s', (_, members) => {
    expect(flaws({ ...sample, ...members } as Report)).not.toEqual([]);
  });

  it('says of every member what it means', () => {
    const lacking: string[] = [];
    const look = (schema: unknown, at: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties')
          for (const [name, member] of Object.entries(value as object))
            if (!('description' in member) && !('const' in member)) lacking.push(`${at}/${name}`);
        look(value, `${at}/${key}`);
      }
    };
    look(reportSchema(), '');
    expect(lacking).toEqual([]);
  });
});
