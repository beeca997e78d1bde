#!/usr/bin/env node
/** Writes the generated files: `node dist/conformance/generate/main.js [folder]`, by default `generated/` of this package. */
import { join, resolve } from 'node:path';
import { protocols } from '../../schemas/index.ts';
import { suiteView } from '../suites/view.ts';
import { generate } from './generate.ts';
import { packageRoot } from './package-root.ts';
import { NOTE } from './text.ts';
import { writeFiles } from './write.ts';

const root = packageRoot(import.meta.url);
const folder = resolve(process.argv[2] ?? join(root, 'generated'));
const documented = Object.values(protocols).map((protocol) => ({ protocol, view: suiteView(protocol) }));
const files = await generate(documented, root);
writeFiles(folder, files, NOTE);
process.stdout.write(`${files.size} files in ${folder}\n`);
