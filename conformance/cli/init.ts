/** `wireproof init`: a small start, which works: a protocol, a server that keeps it, and how to go on. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { Trouble } from '../engine/trouble.ts';
import { inWords } from '../reports/words.ts';
import { quoteWord } from '../reports/shell.ts';
import { checkFolder, writeText } from './files.ts';
import { EXIT } from './io.ts';
import type { Context } from './kit.ts';
import { packageFolder } from './package-folder.ts';

/** What the protocol is called in the files of this package. */
const NEWBORN = 'newborn';

const titled = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The files that are written, each from one in the folder `docs/start` of this package. */
const filesOf = (name: string): readonly (readonly [file: string, from: string])[] => [
  [`${name}.ts`, `${NEWBORN}.ts`],
  ['server.mjs', 'server.mjs'],
  ['README.md', 'README.txt'],
];

/** What a project has that has nothing yet; wireproof and ws are added to it as anybody adds packages. */
const manifest = (name: string): string =>
  `${JSON.stringify({ name, private: true, type: 'module', scripts: { start: 'node server.mjs' } }, null, 2)}\n`;

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

const next = (name: string, dir: string): string => {
  const examine = `npx wireproof test ws://127.0.0.1:8080/ws --protocol ./${name}.ts --control http://127.0.0.1:8081`;
  return [
    'Next:',
    ...(dir === '.' ? [] : [`  cd ${quoteWord(dir)}`]),
    '  npm install ws',
    '  node server.mjs',
    `  ${examine}     (in another terminal)`,
    '',
    `Then change ${name}.ts to what you promise; docs/write-a-protocol.md of wireproof leads through it.`,
    '',
  ].join('\n');
};

const run = async (name: string, { dir }: { readonly dir: string }, { io, kit, finish }: Context): Promise<void> => {
  if (!/^[a-z][a-z0-9-]*$/u.test(name))
    throw new Trouble(
      'USAGE',
      `NAME is ${JSON.stringify(name)}, but takes lower case letters, digits and dashes, a letter first, such as chat.`,
    );
  if (Object.hasOwn(kit.protocols, name))
    throw new Trouble('USAGE', `${name} is a protocol that ships with wireproof; take another name.`);
  const files = filesOf(name);
  const there = await Promise.all(files.map(([file]) => exists(join(dir, file))));
  const inTheWay = files.flatMap(([file], index) => (there[index] ? [join(dir, file)] : []));
  if (inTheWay.length > 0)
    throw new Trouble(
      'FILE',
      `init overwrites nothing, but ${inWords(inTheWay)} ${inTheWay.length === 1 ? 'is' : 'are'} there; take another name or --dir. Nothing was written.`,
    );
  await checkFolder('--dir', dir);
  const start = join(packageFolder(fileURLToPath(import.meta.url)), 'docs/start');
  const isNew = !(await exists(join(dir, 'package.json')));
  for (const [file, from] of files) {
    const text = await readFile(join(start, from), 'utf8');
    const named = text.replaceAll(NEWBORN, name).replaceAll(titled(NEWBORN), titled(name));
    await writeText('--dir', join(dir, file), named);
  }
  if (isNew) await writeText('--dir', join(dir, 'package.json'), manifest(name));
  const written = [...files.map(([file]) => file), ...(isNew ? ['package.json'] : [])];
  io.stdout.write(`Written to ${dir}: ${inWords(written)}.\n\n${next(name, dir)}`);
  finish(EXIT.conformant);
};

const HELP = `
Nothing that is there is overwritten.

Examples:
  $ wireproof init chat
  $ wireproof init chat --dir packages/chat`;

/** Adds the command to a program. */
export const addInit = (program: Command, context: Context): void => {
  program
    .command('init')
    .summary('begin a protocol of your own')
    .description('Writes a protocol to begin with, and a small server that keeps it.')
    .argument('<name>', 'what the protocol is called: lower case letters, digits and dashes')
    .option('--dir <folder>', 'where to', '.')
    .addHelpText('after', HELP)
    .action((name: string, flags: { readonly dir: string }) => run(name, flags, context));
};
