/** The contract of an exchange, what is wrong with others like it, and the page that it makes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { protocol } from '../../docs/examples/exchange/protocol.ts';
import { fromContract, restore, toContract } from '../../schemas/contract.ts';
import { packageRoot } from '../generate/package-root.ts';
import { page } from '../generate/page.ts';
import { withAt } from '../scene/pointer.ts';
import { suiteOf } from '../suites/index.ts';
import { exchangeFaults } from './exchange-faults.ts';

const good = JSON.parse(JSON.stringify(toContract(protocol))) as Readonly<Record<string, unknown>>;
const { sequence, books } = protocol.promises;
const said = (contract: unknown): readonly string[] => {
  const found = restore(contract);
  return 'complaints' in found ? found.complaints.map(({ at, says }) => `${at} ${says}`) : [];
};

it('restores an equal protocol', () => {
  expect(toContract(fromContract(good))).toEqual(good);
});

it.each([
  [
    '/promises/sequence/scope/subscription',
    '/sub',
    '/promises/sequence/scope/subscription names "/sub", which is no place in the frame of the event listed',
  ],
  [
    '/promises/sequence/scope/told',
    '/ids',
    '/promises/sequence/scope/told names "/ids", which is no place in the body of the control message subscribed',
  ],
  ['/promises/sequence/scope/tolled', '/sids', '/promises/sequence/scope'],
  ['/promises/books', { ...books, start: '/symbol' }, '/promises/books/start needs /promises/books/number beside it'],
  [
    '/promises/sequence',
    { ...sequence, scope: 'server' },
    '/promises/books tells no numbers, and no count of a subscription',
  ],
  [
    '/promises/sequence/origin',
    { message: 'subscribed', number: '/id' },
    '/promises/sequence/origin tells the last number of one count',
  ],
  [
    '/promises/filters',
    undefined,
    '/promises/sequence/scope/told is in the answer that confirms a filter, but there is no /promises/filters',
  ],
  [
    '/promises/recovery',
    { backfill: {} },
    '/promises/recovery begins at a number, but /promises/sequence/scope counts each subscription anew',
  ],
] as const)('%s = %j is wrong', (pointer, value, says) => {
  const found = said(withAt(good, pointer, value));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(says);
});

it('has its numbers and its books on its page', () => {
  const text = page(protocol, { ...suiteOf(protocol), faults: [] });
  expect(text).toContain('each subscription, which `sid` names');
  expect(text).toContain('the numbers of the subscription');
});

it('says in its README how many faults there are, and how much a server has to pass', () => {
  const text = readFileSync(join(packageRoot(import.meta.url), 'docs/examples/exchange/README.md'), 'utf8');
  const musts = suiteOf(protocol).requirements.filter(({ level }) => level === 'MUST').length;
  expect(text).toContain(`in ${Object.keys(exchangeFaults).length} ways`);
  expect(text).toContain(`conformant: ${musts} of ${musts} MUSTs passed.`);
});
