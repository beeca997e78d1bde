#!/usr/bin/env node
/** Writes the generated files: `node dist/conformance/generate/main.js [folder]`, by default `generated/` of this package. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { protocols } from '../../schemas/index.ts';
import { suiteView } from '../suites/view.ts';
import { generate } from './generate.ts';
import { packageRoot } from './package-root.ts';
import { NOTE } from './text.ts';

const root = packageRoot(import.meta.url);
const folder = resolve(process.argv[2] ?? join(root, 'generated'));
const documented = Object.values(protocols).map((protocol) => ({ protocol, view: suiteView(protocol) }));
const files = await generate(documented, root);

/** Files of an earlier run that are generated no more; what does not bear the note is left alone. */
const stale = (): readonly string[] => {
  mkdirSync(folder, { recursive: true });
  const present = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return present
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !files.has(relative(folder, path).split(sep).join('/')))
    .filter((path) => readFileSync(path, 'utf8').slice(0, 200).includes(NOTE));
};

for (const path of stale()) rmSync(path);
for (const [path, text] of files) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
process.stdout.write(`${files.size} files in ${folder}\n`);
