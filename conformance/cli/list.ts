/** `wireproof list`: the requirements of a protocol, and what of its text nobody can observe. */
import type { Command } from 'commander';
import type { Protocol } from '../../schemas/protocol.ts';
import { table } from '../reports/table.ts';
import { count } from '../reports/words.ts';
import type { Suite } from '../suites/suite.ts';
import { EXIT } from './io.ts';
import type { Context, Kit } from './kit.ts';
import { shipped } from './protocols.ts';

/** The protocol of an id, or all of them. */
export const chosen = (id: string | undefined, kit: Pick<Kit, 'protocols'>): readonly Protocol[] =>
  id === undefined ? Object.values(kit.protocols) : [shipped(id, kit)];

const textOf = ({ protocol, requirements, unobservable }: Suite): readonly string[] => [
  `${protocol.id}: ${protocol.title}, ${count(requirements.length, 'requirement')}`,
  ...table(requirements.map(({ id, level, statement }) => [id, level, statement])).map((line) => `  ${line}`),
  ...(unobservable.length > 0 ? ['', `${protocol.id}: what no examiner can observe`] : []),
  ...unobservable.flatMap(({ statement, reason }) => [`  ${statement}`, `      because: ${reason}`]),
  '',
];

const jsonOf = ({ protocol, requirements, unobservable }: Suite) => ({
  protocol: protocol.id,
  requirements: requirements.map(({ id, level, statement, source, needs = [], timed = false }) => ({
    ...{ id, level, statement, source, needs, timed },
  })),
  unobservable: unobservable.map(({ statement, reason }) => ({ statement, reason })),
});

/** Adds the command to a program. */
export const addList = (program: Command, { kit, io, finish }: Context): void => {
  program
    .command('list')
    .summary('list the requirements of a protocol')
    .description('Lists the requirements of a protocol, or of all of them, and what of the text cannot be observed.')
    .argument('[id]', 'a protocol that ships with wireproof')
    .option('--json', 'as JSON: a list with one object for each protocol')
    .action((id: string | undefined, { json }: { readonly json?: true }) => {
      const suites = chosen(id, kit).map((protocol) => kit.suiteOf(protocol));
      io.stdout.write(json ? `${JSON.stringify(suites.map(jsonOf), null, 2)}\n` : suites.flatMap(textOf).join('\n'));
      finish(EXIT.conformant);
    });
};
