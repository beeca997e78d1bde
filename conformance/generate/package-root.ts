/** Where this package is, from its sources and from its build alike. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above a module that holds a package.json. */
export const packageRoot = (moduleUrl: string): string => {
  const above = (folder: string): string => {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`No package.json above ${moduleUrl}.`);
    return above(dirname(folder));
  };
  return above(dirname(fileURLToPath(moduleUrl)));
};
