/** The package as its users get it: packed, and installed into a folder without the network. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../generate/package-root.ts';

const root = packageRoot(import.meta.url);

const must = (command: string, args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
};

const SOURCES = ['schemas', 'generated', 'conformance', 'reference-server'] as const;

/** Whether what was built is as new as every source; a build takes long on a small machine. */
const isFresh = (): boolean => {
  const built = join(root, 'dist/conformance/cli/main.js');
  if (!existsSync(built)) return false;
  const { mtimeMs } = statSync(built);
  return SOURCES.every((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).every(
      (name) =>
        !name.endsWith('.ts') || name.endsWith('.test.ts') || statSync(join(root, folder, name)).mtimeMs <= mtimeMs,
    ),
  );
};

/** Packs the package; the tarball lies in a new folder. */
export const packed = (): { readonly folder: string; readonly tarball: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'wireproof-packed-'));
  let from = root;
  if (!isFresh()) {
    from = join(folder, 'package');
    mkdirSync(from);
    for (const part of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'docs', 'generated', 'schemas'])
      cpSync(join(root, part), join(from, part), { recursive: true });
    must(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', root, '--outDir', join(from, 'dist')],
      root,
    );
  }
  const name = must('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], from).trim();
  return { folder, tarball: join(folder, name.split('\n').at(-1) ?? '') };
};

/** Installs the tarball into a project; the packages that it needs are linked to those that are here. */
export const install = (tarball: string, project: string, others: readonly string[] = []): void => {
  const modules = join(project, 'node_modules');
  const own = join(modules, 'wireproof');
  mkdirSync(own, { recursive: true });
  must('tar', ['-xzf', tarball, '-C', own, '--strip-components', '1'], project);
  // What its manifest names, and what that needs in turn, lies side by side.
  mkdirSync(join(own, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(own, 'node_modules', name));
  for (const name of others) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  mkdirSync(join(modules, '.bin'));
  const main = join(own, 'dist/conformance/cli/main.js');
  chmodSync(main, 0o755);
  symlinkSync(main, join(modules, '.bin/wireproof'));
};
