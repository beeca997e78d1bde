/** The kit's own name and version, for reports. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The manifest of the package this file belongs to, looked for from here upwards. */
const manifest = (folder: string): { readonly name: string; readonly version: string } => {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
    };
    return { name, version };
  } catch {
    const parent = dirname(folder);
    return parent === folder ? { name: 'wireproof', version: 'unknown' } : manifest(parent);
  }
};

/** The kit. */
export const kit = manifest(dirname(fileURLToPath(import.meta.url)));
