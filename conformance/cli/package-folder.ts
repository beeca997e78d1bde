/** Where this package lies, for links into its documents. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package that a file belongs to: the nearest one with a manifest. */
export const packageFolder = (file: string): string => {
  const folder = dirname(file);
  return folder === file || existsSync(join(folder, 'package.json')) ? folder : packageFolder(folder);
};
