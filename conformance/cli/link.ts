/** Makes `npx wireproof` work in a checkout: npx looks for a command beside those that packages installed. */
import { chmodSync, existsSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const commands = join(here, '../../../node_modules/.bin');

// Windows has shims in place of links; there npx finds the command by the package's own manifest.
if (process.platform !== 'win32' && existsSync(commands)) {
  const main = join(here, 'main.js');
  const link = join(commands, 'wireproof');
  chmodSync(main, 0o755);
  rmSync(link, { force: true });
  symlinkSync(relative(commands, main), link);
}
