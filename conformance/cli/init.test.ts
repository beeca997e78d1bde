/** A start for a protocol of one's own: what is written, what is never overwritten, and what is made of it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { shipped as wireproof } from './testing/shipped.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireproof-init-'));
  const made = folder;
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
});

describe('wireproof init', () => {
  it('writes a protocol that can be used, a server, a README and a manifest, and says what comes next', async () => {
    const { code, out } = await wireproof('init', 'chat', '--dir', join(folder, 'new'));
    expect(code).toBe(0);
    expect(out).toContain('Written to');
    expect(out).toContain('npx wireproof test ws://127.0.0.1:8080/ws --protocol ./chat.ts');
    const files = readdirSync(join(folder, 'new'));
    expect(files.sort()).toEqual(['README.md', 'chat.ts', 'package.json', 'server.mjs']);
    for (const file of files) expect(readFileSync(join(folder, 'new', file), 'utf8')).not.toMatch(/newborn/iu);
    expect(readFileSync(join(folder, 'new/README.md'), 'utf8').trimEnd().split('\n')).toHaveLength(5);
    expect(await wireproof('list', join(folder, 'new/chat.ts'))).toMatchObject({ code: 0, err: '' });
  });

  it('overwrites nothing, and says what is in the way', async () => {
    writeFileSync(join(folder, 'server.mjs'), 'mine');
    const { code, out, err } = await wireproof('init', 'chat', '--dir', folder);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      `wireproof: init overwrites nothing, but ${join(folder, 'server.mjs')} is there; take another name or --dir. Nothing was written.\n`,
    );
    expect(readdirSync(folder)).toEqual(['server.mjs']);
    expect(readFileSync(join(folder, 'server.mjs'), 'utf8')).toBe('mine');
  });

  it('leaves a manifest that is there as it is', async () => {
    writeFileSync(join(folder, 'package.json'), '{}');
    expect((await wireproof('init', 'chat', '--dir', folder)).code).toBe(0);
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{}');
  });

  it.each([
    ['Chat!', /NAME is "Chat!", but takes lower case letters/u],
    ['commerce', /commerce is a protocol that ships with wireproof; take another name/u],
  ])('refuses the name %s', async (name, why) => {
    const { code, err } = await wireproof('init', name, '--dir', folder);
    expect(code).toBe(2);
    expect(err).toMatch(why);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('wireproof generate', () => {
  it('makes of a module what is made of the protocols that ship, to be used in a project of its own', async () => {
    await wireproof('init', 'chat', '--dir', folder);
    const out = join(folder, 'generated');
    expect(await wireproof('generate', join(folder, 'chat.ts'), '--out', out)).toMatchObject({ code: 0, err: '' });
    const json = (path: string): unknown => JSON.parse(readFileSync(join(out, path), 'utf8'));
    const contract = json('chat/contract.json');
    expect(contract).toMatchObject({ $schema: '../contract.schema.json', id: 'chat' });
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      json('contract.schema.json') as object,
    );
    expect(validate(contract), JSON.stringify(validate.errors)).toBe(true);
    const index = readFileSync(join(out, 'chat/index.ts'), 'utf8');
    expect([...index.matchAll(/from '([^']+)'/gu)].map(([, from]) => from)).toEqual([
      ...['./problems.js', './types.js', './validators.js', './types.js'],
    ]);
    expect(readFileSync(join(out, 'chat/chat.md'), 'utf8')).toContain(
      "import type { ServerEvent } from './chat/index.js'",
    );
    // The contract is as good as the module.
    const listed = async (file: string) => (await wireproof('list', file)).out;
    expect(await listed(join(out, 'chat/contract.json'))).toBe(await listed(join(folder, 'chat.ts')));
  });

  it('takes away what it has made and makes no more, and leaves alone what it has not', async () => {
    await wireproof('init', 'chat', '--dir', folder);
    const out = join(folder, 'generated');
    await wireproof('generate', join(folder, 'chat.ts'), '--out', out);
    writeFileSync(join(out, 'chat/notes.txt'), 'mine');
    const module = readFileSync(join(folder, 'chat.ts'), 'utf8');
    writeFileSync(join(folder, 'later.ts'), module.replaceAll('note.changed', 'note.edited'));
    expect((await wireproof('generate', join(folder, 'later.ts'), '--out', out)).code).toBe(0);
    expect(existsSync(join(out, 'chat/schemas/event/note.changed.schema.json'))).toBe(false);
    expect(existsSync(join(out, 'chat/schemas/event/note.edited.schema.json'))).toBe(true);
    expect(readFileSync(join(out, 'chat/notes.txt'), 'utf8')).toBe('mine');
    writeFileSync(join(out, 'chat/index.ts'), 'mine');
    const { code, err } = await wireproof('generate', join(folder, 'later.ts'), '--out', out);
    expect(code).toBe(2);
    expect(err).toContain('index.ts: it is there, and was not generated; move it, or take another folder.');
    expect(readFileSync(join(out, 'chat/index.ts'), 'utf8')).toBe('mine');
  });
});
