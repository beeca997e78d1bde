/** `wireproof faults`: the ways in which a reference server can be broken on purpose, and who must notice. */
import type { Command } from 'commander';
import { table } from '../reports/table.ts';
import { count } from '../reports/words.ts';
import type { Suite } from '../suites/suite.ts';
import { EXIT } from './io.ts';
import type { Context } from './kit.ts';
import { chosen } from './list.ts';
import { PROTOCOL } from './protocols.ts';

const textOf = ({ protocol, faults }: Suite, isServed: boolean): readonly string[] => [
  `${protocol.id}: ${protocol.title}, ${count(faults.length, 'fault')}${isServed ? `; \`wireproof serve ${protocol.id} --fault NAME\` serves one` : ''}`,
  ...table(faults.map(({ id, story }) => [id, story])).flatMap((line, index) => [
    `  ${line}`,
    ...(faults[index]?.breaks.map((broken) => `      breaks ${broken}`) ?? []),
  ]),
  '',
];

const jsonOf = ({ protocol, faults }: Suite) => ({
  protocol: protocol.id,
  faults: faults.map(({ id, story, breaks, disturbs }) => ({ id, story, breaks, disturbs })),
});

/** Adds the command to a program. */
export const addFaults = (program: Command, { kit, io, finish }: Context): void => {
  program
    .command('faults')
    .summary('list the faults a reference server can be served with')
    .description(
      'Lists the ways in which a reference server can be broken on purpose, and the requirements that notice.',
    )
    .argument('[id|file]', PROTOCOL)
    .option('--protocol <id|file>', 'the same, as other commands have it')
    .option('--json', 'as JSON: a list with one object for each protocol')
    .action(
      async (
        name: string | undefined,
        { json, protocol: flag }: { readonly json?: true; readonly protocol?: string },
      ) => {
        const suites = (await chosen(name, flag, kit)).map((protocol) => kit.suiteOf(protocol));
        io.stdout.write(
          json
            ? `${JSON.stringify(suites.map(jsonOf), null, 2)}\n`
            : suites.flatMap((suite) => textOf(suite, Object.hasOwn(kit.references, suite.protocol.id))).join('\n'),
        );
        finish(EXIT.conformant);
      },
    );
};
