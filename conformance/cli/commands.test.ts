/** Tests of the commands beside `test`: serve, list, faults and demo. */
import { describe, expect, it } from 'vitest';
import { Trouble } from '../engine/trouble.ts';
import { examined, LISTED, outcome, reportOf, wireproof } from './testing/stand-ins.ts';

describe('wireproof serve', () => {
  it('says in one line where it listens, and closes when it is stopped', async () => {
    let closedBefore = -1;
    const { code, out, hosted, closed } = await wireproof('serve commerce --port 0 --control --control-secret s3', {
      io: {
        stopped: () => {
          closedBefore = 0;
          return Promise.resolve();
        },
      },
    });
    expect(code).toBe(0);
    expect(out).toBe('commerce listens on ws://127.0.0.1:4321/ws, control http://127.0.0.1:4321/control\n');
    expect(hosted).toMatchObject([{ port: 0, host: '127.0.0.1', control: true, secret: 's3' }]);
    expect([closedBefore, closed]).toEqual([0, 1]);
  });

  it('offers no control interface unless asked to', async () => {
    const { out, hosted } = await wireproof('serve commerce', { io: { env: { WIREPROOF_SECRET: 's' } } });
    expect(out).toBe('commerce listens on ws://127.0.0.1:4321/ws\n');
    expect(hosted[0]).toMatchObject({ port: 8080, control: false });
    expect(hosted[0]).not.toHaveProperty('secret');
  });

  it('serves faults by their names', async () => {
    const { out, hosted } = await wireproof('serve commerce --fault rights/leaks commerce/size/swallows');
    expect(out).toContain('broken on purpose: rights/leaks and size/swallows\n');
    expect(hosted[0]?.server.due()).toBe(5);
    expect(hosted[0]?.manners).toEqual({ maxMessage: 1 });
  });

  it.each([
    ['EADDRINUSE', 'Port 8080 of 127.0.0.1 is taken'],
    ['EACCES', 'takes privileges'],
    ['EADDRNOTAVAIL', '--host 127.0.0.1 is no address of this machine'],
    ['EMFILE', 'a fault of wireproof itself'],
  ])('says what is wrong when it cannot listen: %s', async (code, sentence) => {
    const serve = () => Promise.reject(Object.assign(new Error('listen'), { code }));
    const ran = await wireproof('serve commerce', { kit: { serve } });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(sentence);
  });

  it('says where there is no reference server', async () => {
    const { code, err } = await wireproof('serve commerce', { kit: { references: {} } });
    expect([code, err]).toEqual([2, 'wireproof: There is no reference server for commerce.\n']);
  });
});

describe('wireproof list', () => {
  it('aligns ids, levels and statements, and tells what cannot be observed', async () => {
    for (const line of ['list', 'list commerce']) {
      const { code, out } = await wireproof(line);
      expect(code).toBe(0);
      expect(out.split('\n')).toEqual([
        'commerce: Commerce notifications, 3 requirements',
        '  commerce/rights/no-leak  MUST    What commerce/rights/no-leak says.',
        '  commerce/rights/owner    MUST    What commerce/rights/owner says.',
        '  commerce/errors/code     SHOULD  What commerce/errors/code says.',
        '',
        'commerce: what no examiner can observe',
        '  Nothing is stored.',
        '      because: No examiner sees a disk.',
        '',
      ]);
    }
  });

  it('gives the same as JSON', async () => {
    const { out } = await wireproof('list --json');
    expect(JSON.parse(out)).toMatchObject([
      {
        protocol: 'commerce',
        requirements: LISTED.map(({ id, level, statement, source }) => ({
          id,
          level,
          statement,
          source,
          needs: [],
          timed: false,
        })),
        unobservable: [{ statement: 'Nothing is stored.', reason: 'No examiner sees a disk.' }],
      },
    ]);
  });
});

describe('wireproof faults', () => {
  it('tells each story, and who must notice', async () => {
    const { code, out } = await wireproof('faults commerce');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'commerce: Commerce notifications, 2 faults; `wireproof serve commerce --fault NAME` serves one',
      '  rights/leaks   The story of rights/leaks.',
      '      breaks commerce/rights/no-leak',
      '  size/swallows  The story of size/swallows.',
      '      breaks commerce/rights/no-leak',
      '',
    ]);
  });

  it('gives the same as JSON', async () => {
    const { out } = await wireproof('faults --json');
    expect(JSON.parse(out)).toMatchObject([
      { protocol: 'commerce', faults: [{ id: 'rights/leaks', disturbs: [] }, { id: 'size/swallows' }] },
    ]);
  });
});

describe('wireproof demo', () => {
  const breaks = outcome('commerce/rights/no-leak', 'fail', {
    finding: { because: 'It leaked', frame: 0 },
    replay: { seed: 7, path: '1', plan: { steps: [] }, executions: 9 },
  });

  it('shows a sound server, then a broken one, and says first how long it takes', async () => {
    const examine = (options: Parameters<typeof reportOf>[0] & { readonly only?: readonly string[] }) =>
      examined(reportOf(options, options.only ? [breaks] : LISTED.map(({ id }) => outcome(id, 'pass'))));
    const { code, out, err, hosted, connected, closed } = await wireproof('demo', { kit: { examine } });
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')[0]).toContain('This takes about 8.0 s.');
    expect(out.indexOf('conformant: 3 of 3')).toBeLessThan(
      out.indexOf('── commerce, broken on purpose: The story of rights/leaks.'),
    );
    expect(out).toContain(
      'again: npx wireproof test ws://127.0.0.1:8080/ws --protocol commerce --control http://127.0.0.1:8080/control --clock real --only',
    );
    expect(out).toContain('`wireproof serve commerce --control --fault rights/leaks`');
    expect(hosted).toHaveLength(2);
    expect(connected[0]?.secret).toBe(hosted[0]?.secret);
    expect(closed).toBe(6);
  });

  it('fails when a sound server does, or a broken one does not', async () => {
    const both = await wireproof('demo');
    expect(both.code).toBe(1);
    expect(both.err).toContain('this one did not.');
  });

  it('closes what it opened when something goes wrong', async () => {
    const connect = () => Promise.reject(new Trouble('UNREACHABLE', 'No.'));
    const { code, closed } = await wireproof('demo', { kit: { connect } });
    expect([code, closed]).toEqual([2, 1]);
  });
});
