/** The page about graphql-transport-ws shows what is in the files beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { protocol } from '../../docs/examples/graphql-transport-ws/protocol.ts';
import { packageRoot } from '../generate/package-root.ts';
import { suiteOf } from '../suites/index.ts';
import { graphqlFaults } from './graphql-faults.ts';

const read = (name: string): string =>
  readFileSync(join(packageRoot(import.meta.url), 'docs/examples/graphql-transport-ws', name), 'utf8');
const page = read('README.md');
const files = ['protocol.ts', 'hooks.ts'].map(read).join('\n');
const shown = [...page.matchAll(/```ts\n([^`]*)```/g)].map(([, code = '']) => code);

it.each(shown.map((code) => ({ code, first: code.trim().split('\n')[0] })))('as it stands: $first', ({ code }) => {
  expect(files).toContain(code);
});

it('says how many faults there are, and how much a server has to pass', () => {
  const musts = suiteOf(protocol).requirements.filter(({ level }) => level === 'MUST').length;
  expect(page).toContain(`in ${Object.keys(graphqlFaults).length} ways`);
  expect(page).toContain(`conformant: ${musts} of ${musts} MUSTs passed.`);
});
