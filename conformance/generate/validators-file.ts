/** The file of compiled validators: Ajv's code, bundled so that it needs no package at run time. */
import { readFile } from 'node:fs/promises';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build, type Plugin } from 'esbuild';
import { frameSchema } from '../../schemas/json-schema.ts';
import { catalogOf, type Kind, KINDS, type Protocol } from '../../schemas/protocol.ts';
import { strictAjv } from '../../schemas/reader.ts';
import { NOTE } from './text.ts';

const COMPILED = 'compiled';
/** What Ajv's helpers tell its compiler about themselves; nothing at run time reads it. */
const FOR_THE_COMPILER = /^\w+\.code = 'require\(.*$/gm;

const identifier = (kind: Kind, index: number): string => `${kind}${index}`;

/** Ajv's own code: one exported function per message. */
const compiled = (protocol: Protocol): string => {
  const ajv: Ajv2020 = strictAjv({ code: { source: true, esm: true } });
  const functions = KINDS.flatMap((kind) =>
    Object.keys(catalogOf(protocol, kind)).map((name, index) => {
      const id = identifier(kind, index);
      ajv.addSchema(frameSchema(protocol, kind, name), id);
      return [id, id] as const;
    }),
  );
  return standalone.default(ajv, Object.fromEntries(functions));
};

/** One map of validators by name for each kind. */
const entry = (protocol: Protocol): string => {
  const maps = KINDS.map((kind) => {
    const pairs = Object.keys(catalogOf(protocol, kind)).map(
      (name, index) => `[${JSON.stringify(name)}, all.${identifier(kind, index)}]`,
    );
    return `export const ${kind}s = new Map([${pairs.join(', ')}]);`;
  });
  return [`import * as all from ${JSON.stringify(COMPILED)};`, ...maps].join('\n');
};

const virtual = (contents: string, resolveDir: string): Plugin => ({
  name: COMPILED,
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: new RegExp(`^${COMPILED}$`) }, ({ path }) => ({ path, namespace: COMPILED }));
    onLoad({ filter: /.*/, namespace: COMPILED }, () => ({ contents, resolveDir, loader: 'js' }));
    onLoad({ filter: /[\\/]ajv[\\/]dist[\\/]runtime[\\/]/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(FOR_THE_COMPILER, ''),
      loader: 'js',
    }));
  },
});

/** The text of `validators.ts`; packages are found from the given folder, which holds `node_modules`. */
export const validatorsFile = async (protocol: Protocol, packageRoot: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: entry(protocol), resolveDir: packageRoot, sourcefile: 'entry', loader: 'js' },
    plugins: [virtual(compiled(protocol), packageRoot)],
    absWorkingDir: packageRoot,
    preserveSymlinks: true,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2023',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return `// ${NOTE}\n// @ts-nocheck\n${outputFiles[0]?.text ?? ''}`;
};
