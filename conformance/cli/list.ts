/** `wireproof list`: the requirements of a protocol, and what of its text nobody can observe. */
import type { Command } from 'commander';
import type { Protocol } from '../../schemas/protocol.ts';
import { Trouble } from '../engine/trouble.ts';
import { table } from '../reports/table.ts';
import { count } from '../reports/words.ts';
import type { Suite } from '../suites/suite.ts';
import { EXIT } from './io.ts';
import type { Context, Kit } from './kit.ts';
import { PROTOCOL, protocolOf } from './protocols.ts';

/** The protocol that is named, as an argument or by the flag; or all of them. */
export const chosen = async (
  name: string | undefined,
  flag: string | undefined,
  kit: Kit,
): Promise<readonly Protocol[]> => {
  if (name !== undefined && flag !== undefined)
    throw new Trouble('USAGE', `${name} and --protocol ${flag} both name a protocol; leave one of them out.`);
  const named = name ?? flag;
  return named === undefined ? Object.values(kit.protocols) : [await protocolOf(named, kit)];
};

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
    .argument('[id|file]', PROTOCOL)
    .option('--protocol <id|file>', 'the same, as other commands have it')
    .option('--json', 'as JSON: a list with one object for each protocol')
    .action(
      async (
        name: string | undefined,
        { json, protocol: flag }: { readonly json?: true; readonly protocol?: string },
      ) => {
        const suites = (await chosen(name, flag, kit)).map((protocol) => kit.suiteOf(protocol));
        io.stdout.write(json ? `${JSON.stringify(suites.map(jsonOf), null, 2)}\n` : suites.flatMap(textOf).join('\n'));
        finish(EXIT.conformant);
      },
    );
};
