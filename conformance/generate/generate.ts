/** Everything that is generated, as text by path: the sources of this package are read, and no other files touched. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contractSchema } from '../../schemas/contract-schema.ts';
import { toContract } from '../../schemas/contract.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { reportSchema } from '../reports/report-form.ts';
import { indexFile } from './index-file.ts';
import { page } from './page.ts';
import { schemaFiles } from './schema-files.ts';
import type { SuiteView } from './suite-view.ts';
import { type Home, jsonFile, NOTE, PACKAGE } from './text.ts';
import { typesFile } from './types-file.ts';
import { validatorsFile } from './validators-file.ts';

/** A protocol and what its suite says of it. */
export interface Documented {
  readonly protocol: Protocol;
  readonly view: SuiteView;
}

/** Where the schema of contracts is, below the output folder. */
const CONTRACT_SCHEMA = 'contract.schema.json';
/** Where the schema of reports is; it is the same for all protocols, so that only this package has it. */
const REPORT_SCHEMA = 'report.schema.json';

const problemsFile = async (packageRoot: string): Promise<string> =>
  `// ${NOTE}\n${await readFile(join(packageRoot, 'schemas/problems.ts'), 'utf8')}`;

const ofProtocol = async (
  { protocol, view }: Documented,
  packageRoot: string,
  home: Home,
): Promise<readonly [string, string][]> => {
  const { requirements, faults } = view;
  const [types, validators] = await Promise.all([typesFile(protocol), validatorsFile(protocol, packageRoot)]);
  const contract = { $schema: `../${CONTRACT_SCHEMA}`, ...toContract(protocol), requirements, faults };
  const files: readonly [string, string][] = [
    ...schemaFiles(protocol),
    ['contract.json', jsonFile(contract)],
    ['types.ts', types],
    ['validators.ts', validators],
    ['index.ts', indexFile(protocol, home)],
    [`${protocol.id}.md`, page(protocol, view, home)],
    ...(home === PACKAGE ? [] : [['problems.ts', await problemsFile(packageRoot)] as [string, string]]),
  ];
  return files.map(([path, text]) => [`${protocol.id}/${path}`, text]);
};

/** All generated files by their path below the output folder; equal protocols and views give equal bytes. */
export const generate = async (
  documented: readonly Documented[],
  packageRoot: string,
  home: Home = PACKAGE,
): Promise<ReadonlyMap<string, string>> => {
  const files = await Promise.all(documented.map((each) => ofProtocol(each, packageRoot, home)));
  const all: readonly [string, string][] = [
    [CONTRACT_SCHEMA, jsonFile(contractSchema())],
    ...(home === PACKAGE ? [[REPORT_SCHEMA, jsonFile(reportSchema())] as [string, string]] : []),
    ...files.flat(),
  ];
  return new Map(
    all
      .map(([path, text]): [string, string] => [path, text.replace(NOTE, home.note)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};
