/** Everything that is generated, as text by path: no files are touched here. */
import type { Protocol } from '../../schemas/protocol.ts';
import { toContract } from '../../schemas/contract.ts';
import { reportSchema } from '../reports/report-form.ts';
import { indexFile } from './index-file.ts';
import { page } from './page.ts';
import { schemaFiles } from './schema-files.ts';
import type { SuiteView } from './suite-view.ts';
import { jsonFile } from './text.ts';
import { typesFile } from './types-file.ts';
import { validatorsFile } from './validators-file.ts';

/** A protocol and what its suite says of it. */
export interface Documented {
  readonly protocol: Protocol;
  readonly view: SuiteView;
}

const ofProtocol = async (
  { protocol, view }: Documented,
  packageRoot: string,
): Promise<readonly [string, string][]> => {
  const { requirements, faults } = view;
  const [types, validators] = await Promise.all([typesFile(protocol), validatorsFile(protocol, packageRoot)]);
  const files: readonly [string, string][] = [
    ...schemaFiles(protocol),
    ['contract.json', jsonFile({ ...toContract(protocol), requirements, faults })],
    ['types.ts', types],
    ['validators.ts', validators],
    ['index.ts', indexFile(protocol)],
    [`${protocol.id}.md`, page(protocol, view)],
  ];
  return files.map(([path, text]) => [`${protocol.id}/${path}`, text]);
};

/** All generated files by their path below the output folder; equal protocols and views give equal bytes. */
export const generate = async (
  documented: readonly Documented[],
  packageRoot: string,
): Promise<ReadonlyMap<string, string>> => {
  const files = await Promise.all(documented.map((each) => ofProtocol(each, packageRoot)));
  const all: readonly (readonly [string, string])[] = [
    ...files.flat(),
    ['report.schema.json', jsonFile(reportSchema())],
  ];
  return new Map(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
