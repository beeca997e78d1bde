/** Tests of the report for CI systems. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { junitReport } from './junit.ts';
import { hostile } from './testing/hostile-report.ts';
import { sample, TOKEN } from './testing/sample-report.ts';
import { flawIn } from './testing/well-formed.ts';

const invocation = { target: sample.target, protocol: 'commerce' };
const options = { protocol: commerce, invocation, known: new Set(['commerce/size/known', 'commerce/errors/texts']) };
const xml = junitReport(sample, options);

/** What stands within the case of a requirement. */
const within = (name: string): string =>
  new RegExp(`<testcase classname="[^"]*" name="${name}: [^"]*" time="0">(.*?)</testcase>`, 'su').exec(xml)?.[1] ?? '';

describe('the JUnit report', () => {
  it('is well-formed, whatever a server says', () => {
    expect(flawIn(xml)).toBeUndefined();
    expect(flawIn(junitReport(hostile, options))).toBeUndefined();
  });

  it('has a suite for each family and a case with its text for each requirement', () => {
    expect(xml.match(/<testsuite /gu)).toHaveLength(7);
    expect(xml.match(/<testcase /gu)).toHaveLength(sample.requirements.length);
    expect(xml).toContain(
      '<testcase classname="commerce.handshake" name="first: The statement of commerce/handshake/first." time="0"/>',
    );
  });

  it('counts what it tells', () => {
    expect(xml).toContain('<testsuites name="wireproof commerce" tests="12" failures="3" errors="0" skipped="7"');
    expect(xml).toContain('<testsuite name="commerce/rights" tests="1" failures="1" errors="0" skipped="0"');
    expect(xml.match(/<failure /gu)).toHaveLength(3);
    expect(xml.match(/<skipped /gu)).toHaveLength(7);
  });

  it('tells a MUST that failed with its story and the line that shows it again', () => {
    const told = within('no-leak');
    expect(told).toContain('<failure message="order.paid reached eve, who has no right to it" type="MUST">');
    expect(told).toContain('▸ 10 ms  eve  ← order.paid');
    expect(told).toContain('again: npx wireproof test ws://localhost:8080/ws --protocol commerce --only');
  });

  it('lets a SHOULD that failed pass, with a warning', () => {
    const told = within('codes');
    expect(told.trim()).toMatch(/^<system-out>warning\n! commerce\/errors\/codes \(SHOULD\)/u);
    expect(told).not.toContain('<failure');
  });

  it('skips what was not judged, and says why', () => {
    expect(within('once')).toContain(
      '<skipped message="untested: it takes the hook publish, which the server does not offer">',
    );
    expect(within('cut-off')).toContain('"unexercised: nothing to judge came up"');
    expect(within('on-time')).toContain('"inconclusive: A gap of 31002 ms never came again"');
    expect(within('error')).toContain('"notApplicable: ');
  });

  it('skips what fails as expected, and fails what was expected to and passes', () => {
    expect(within('known')).toContain('<skipped message="fails as expected: commerce/size/known is known to">');
    expect(within('texts')).toContain('type="stale"');
  });

  it('holds no secret', () => {
    const told = junitReport(sample, { ...options, secrets: ['Forbidden'] });
    for (const secret of [TOKEN, 'abcdef', 'Forbidden']) expect(told).not.toContain(secret);
  });
});
