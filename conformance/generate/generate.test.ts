/** Tests of the generator: what is committed is fresh, and what is generated works by itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromContract, toContract } from '../../schemas/contract.ts';
import { findProtocol, protocols } from '../../schemas/index.ts';
import { bodySchema } from '../../schemas/json-schema.ts';
import { catalogOf, envelopeOf, KINDS, type Protocol } from '../../schemas/protocol.ts';
import { suiteView } from '../suites/view.ts';
import { exampleFrames } from './frames.ts';
import { type Documented, generate } from './generate.ts';
import { packageRoot } from './package-root.ts';
import { schemaPath } from './schema-files.ts';
import { fileName, NOTE } from './text.ts';

const root = packageRoot(import.meta.url);
const shipped: readonly Protocol[] = Object.values(protocols);
const documented: readonly Documented[] = shipped.map((protocol) => ({ protocol, view: suiteView(protocol) }));

const committed = (): ReadonlyMap<string, string> => {
  const folder = join(root, 'generated');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]));
};

let files: ReadonlyMap<string, string>;
beforeAll(async () => {
  files = await generate(documented, root);
});

describe('generated/', () => {
  it('holds what the generator writes and nothing else; if not, `npm run generate` helps', () => {
    const found = committed();
    expect([...found.keys()].sort()).toEqual([...files.keys()].sort());
    for (const [path, text] of files) expect(found.get(path) === text, `${path} is stale`).toBe(true);
  });

  it('says in the first line of each file that it is generated', () => {
    for (const [path, text] of files)
      expect(text.split('\n', path.endsWith('.json') ? 2 : 1).join(' '), path).toContain(NOTE);
  });

  it('is the same to the byte when generated again, also from a contract', async () => {
    const again = documented.map(({ protocol, view }) => {
      const contract: unknown = JSON.parse(JSON.stringify(toContract(protocol)));
      return { protocol: fromContract(contract), view };
    });
    expect(await generate(again, root)).toEqual(files);
  });
});

const json = (path: string): Record<string, unknown> => JSON.parse(files.get(path) ?? '');
const newAjv = () => formats.default(new Ajv2020({ strict: true, allowUnionTypes: true }));

for (const protocol of shipped)
  describe(`generated/${protocol.id}`, () => {
    it('has a contract from which the protocol can be restored', () => {
      expect(toContract(fromContract(json(`${protocol.id}/contract.json`)))).toEqual(
        JSON.parse(JSON.stringify(toContract(protocol))),
      );
    });

    it('has a contract that names its schema, which takes it and refuses a promise that there is not', () => {
      const contract = json(`${protocol.id}/contract.json`);
      expect(contract['$schema']).toBe('../contract.schema.json');
      const validate = newAjv().compile(json('contract.schema.json'));
      expect(validate(contract), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({ ...contract, promises: { heartbaet: {} } })).toBe(false);
    });

    it('has schemas that take each example, alone and in the bundle, and no other message', () => {
      const bundled = newAjv();
      bundled.addSchema(json(`${protocol.id}/bundle.schema.json`));
      const alone = newAjv();
      for (const kind of KINDS)
        for (const name of Object.keys(catalogOf(protocol, kind))) {
          const schema = json(`${protocol.id}/${schemaPath(kind, name)}`);
          const id = `https://wireproof.dev/${protocol.id}/${kind}/${fileName(name)}.schema.json`;
          expect(schema['$id']).toBe(id);
          const validate = alone.compile(schema);
          for (const frame of exampleFrames(protocol, kind, name)) {
            expect(validate(frame), JSON.stringify(validate.errors)).toBe(true);
            expect(bundled.validate(id, frame)).toBe(true);
            expect(bundled.validate(`https://wireproof.dev/${protocol.id}/bundle.schema.json`, frame)).toBe(true);
            expect(validate({ ...frame, [protocol.envelope[kind].tag]: 'another' })).toBe(false);
          }
        }
    });

    it('has examples whose frames bear what their envelopes ask for, and nothing else', () => {
      for (const kind of KINDS)
        for (const name of Object.keys(catalogOf(protocol, kind))) {
          const { tag, body, beside = {}, optional = {} } = envelopeOf(protocol, kind, name);
          const [first = {}, ...others] = exampleFrames(protocol, kind, name);
          const around = (frame: object) => Object.keys(frame).filter((member) => member !== tag && member !== body);
          if (body === undefined) continue;
          expect(around(first).sort()).toEqual([...Object.keys(beside), ...Object.keys(optional)].sort());
          for (const frame of others) expect(around(frame)).toEqual(Object.keys(beside));
        }
    });

    it('has a page whose inner links all lead somewhere', () => {
      const page = files.get(`${protocol.id}/${protocol.id}.md`) ?? '';
      const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      );
      const targets = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target.replace(/-\d+$/, ''));
      expect(targets.length).toBeGreaterThan(50);
      expect(targets.filter((target) => !headings.includes(target))).toEqual([]);
      const linked = [...page.matchAll(/\]\(([^#)]+)\)/g)].map(([, path = '']) => `${protocol.id}/${path}`);
      expect(linked.filter((path) => !files.has(path))).toEqual([]);
      for (const kind of KINDS)
        for (const name of Object.keys(catalogOf(protocol, kind))) expect(page).toContain(`# \`${name}\`\n`);
    });

    it('has validators that need no package', () => {
      const validators = files.get(`${protocol.id}/validators.ts`) ?? '';
      expect(validators.split('\n')[1]).toBe('// @ts-nocheck');
      expect(validators).not.toMatch(/\brequire\(|^import\b/m);
    });

    it('has types with index signatures only where members may have any name', () => {
      const maps = KINDS.flatMap((kind) =>
        Object.keys(catalogOf(protocol, kind)).flatMap(
          (name) => JSON.stringify(bodySchema(protocol, kind, name)).match(/"additionalProperties":/g) ?? [],
        ),
      );
      const types = files.get(`${protocol.id}/types.ts`) ?? '';
      // Each stands in the payload, and once more in the frame where that has the payload's fields beside its tag.
      expect((types.match(/\[k: string\]/g) ?? []).length).toBeLessThanOrEqual(2 * maps.length);
    });
  });

describe('what a contract brings that is not shipped', () => {
  it('is generated too, with names that need care', async () => {
    const shippedContract = toContract(findProtocol('commerce') ?? protocols.commerce);
    const { pong } = shippedContract.controls;
    const renamed = { ...shippedContract, id: 'other', controls: { ...shippedContract.controls, 'pong:2/é': pong } };
    const other = await generate([{ protocol: fromContract(renamed), view: suiteView(protocols.commerce) }], root);
    expect([...other.keys()]).toContain('other/schemas/control/pong-2-.schema.json');
    expect(other.get('other/types.ts')).toContain('export interface Pong2Message');
  });
});
