import { it } from 'vitest';
import { telemetry } from '../schemas/telemetry/protocol.ts';
import { makeTelemetry as make } from '../reference-server/telemetry/server.ts';
import { suiteOf } from './suites/index.ts';
import { examineHere, notPassed, failing } from './self-test/servers.ts';
import type { Protocol } from '../schemas/protocol.ts';

const protocol: Protocol = telemetry;
const only = process.env.ONLY?.split(',');
const fault = process.env.FAULT;
const RUNS = Number(process.env.RUNS ?? 3);
it('examines', async () => {
  if (!fault) {
    const report = await examineHere(protocol, make({ protocol, decide: {} } as never), { seed: Number(process.env.SEED ?? 1), runs: RUNS, ...(only ? { only } : {}), shrinking: 30 });
    console.log(notPassed(report).join('\n'), report.verdict, report.effort, report.notes);
    for (const r of report.requirements) { if (r.status==='fail' && process.env.SHOW) console.log(r.id, JSON.stringify(r.replay?.plan), '\n', r.history?.map((e) => JSON.stringify(e).slice(0, 250)).join('\n')); }
    if (process.env.ALL) console.log(report.requirements.map((r) => `${r.id} ${r.judgements}`).join('\n'));
    return;
  }
  const suite = suiteOf(protocol);
  for (const f of suite.faults.filter(({ id }) => new RegExp(fault).test(id))) {
    const made = make({ protocol, decide: (f.decide ?? {}) } as never);
    const report = await examineHere(protocol, f.wrap ? f.wrap(made) : made, { seed: Number(process.env.SEED ?? 11), runs: RUNS, shrinking: 0, ...(only ? { only } : {}) }, f.host);
    const failed = failing(report);
    console.log(f.id, 'missed', f.breaks.filter((id) => !failed.includes(id)), 'strays', failed.filter((id) => !f.breaks.includes(id) && !f.disturbs.includes(id)));
  }
}, 600000);
