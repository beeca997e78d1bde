/** Protocols of one's own: a module says what a protocol promises, and may bring requirements; what is wrong with one is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shipped as wireproof } from './testing/shipped.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireproof-protocol-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

const IMPORTS = `import { always, each, flat, held, message, protocol as declare, tagged, Type } from 'wireproof/protocol';`;
const DECLARED = `declare({
  id: 'chat', title: 'Chat', description: 'Talks.', path: '/ws',
  envelope: { command: flat('type'), control: flat('type'), event: tagged('event', 'data') },
  commands: { ping: message('Asks.', Type.Object({}), { examples: [{}], invalid: [] }) },
  controls: { pong: message('Answers.', Type.Object({}), { examples: [{}], invalid: [] }) },
  events: { said: message('Says.', Type.Object({ text: Type.String() }), { examples: [{ text: 'a' }], invalid: [] }) },
  promises: { replies: { fence: 'ping', to: { ping: { answer: 'pong' } } } },
})`;
const SUITE = `export const suite = [always('manners', 'Manners', () => ({
  paragraph: 'Nobody shouts.',
  requirements: { quiet: { level: 'MUST', statement: 'Nobody shouts.', source: 'chat#manners', check: each(() => held) } },
  faults: { loud: { story: 'Somebody shouts.', breaks: ['quiet'] } },
}))];`;

describe('a module with a protocol', () => {
  it.each([
    ['named.ts', `${IMPORTS}\nconst answer: number = 42;\nexport const protocol = ${DECLARED};\n${SUITE}`],
    ['default.mts', `${IMPORTS}\nexport default ${DECLARED};\n${SUITE}`],
    ['named.mjs', `${IMPORTS}\nexport const protocol = ${DECLARED};\n${SUITE}`],
    ['default.js', `${IMPORTS}\nexport default ${DECLARED};\n${SUITE}`],
    ['both.ts', `${IMPORTS}\nexport const protocol = ${DECLARED};\nexport default protocol;\n${SUITE}`],
  ])('is taken for it, with its suite: %s', async (name, text) => {
    const file = write(name, text);
    const { code, out } = await wireproof('list', file, '--json');
    expect(code).toBe(0);
    const ids = (JSON.parse(out) as { readonly requirements: { readonly id: string }[] }[])[0]?.requirements.map(
      ({ id }) => id,
    );
    expect(ids).toContain('chat/replies/ping');
    expect(ids?.at(-1)).toBe('chat/manners/quiet');
    const faults = await wireproof('faults', '--protocol', file);
    expect(faults.out).toContain('breaks chat/manners/quiet');
    expect(faults.out).not.toContain('wireproof serve');
  });

  it('may use modules beside it', async () => {
    write(
      'body.ts',
      `import { Type } from 'wireproof/protocol';\nexport const body = Type.Object({ text: Type.String() });`,
    );
    const text = DECLARED.replace('Type.Object({ text: Type.String() })', 'body');
    const file = write('parts.ts', `${IMPORTS}\nimport { body } from './body.ts';\nexport const protocol = ${text};`);
    expect(await wireproof('list', file)).toMatchObject({ code: 0, err: '' });
  });

  it('brings nothing of a protocol that ships, whatever its id', async () => {
    const file = write(
      'commerce.ts',
      `${IMPORTS}\nexport const protocol = ${DECLARED.replace("'chat'", "'commerce'")};`,
    );
    const { out } = await wireproof('list', file);
    expect(out).toContain('commerce/replies/ping');
    expect(out).not.toContain('commerce/subscriptions/');
  });
});

describe('a module that cannot be used', () => {
  const good = `${IMPORTS}\nexport const protocol = ${DECLARED};\n`;
  it.each([
    [
      'nothing.ts',
      'const protocol = 1;',
      'it exports no protocol; write `export const protocol = declare({ .. })`, or export it by default (it exports nothing).',
    ],
    ['misspelt.ts', `${IMPORTS}\nexport const protocl = ${DECLARED};`, '(it exports protocl).'],
    ['other.ts', `${IMPORTS}\nexport const chat = ${DECLARED};`, '(it exports chat).'],
    ['number.ts', 'export const protocol = 7;', 'what it exports as its protocol is a number; write'],
    [
      'two.ts',
      `${good}export default { ...protocol };`,
      'it exports one protocol as `protocol` and something else by default; keep one of them.',
    ],
    ['broken.ts', 'export const protocol = {\n  id: ,\n};', /it does not load: .*broken\.ts:2:6/u],
    ['throws.ts', 'throw new Error("down")', 'it does not load: down'],
    [
      'function.ts',
      good.replace("answer: 'pong'", "answer: () => 'pong'"),
      '/promises/replies/to/ping/answer is a function, but a protocol is made of JSON; put data there.',
    ],
    [
      'endless.ts',
      `${good}(protocol as any).promises.self = protocol;`,
      '/promises/self is an object that holds itself',
    ],
    [
      'promise.ts',
      good.replace("fence: 'ping'", "fence: 'pign'"),
      '/promises/replies/fence names "pign", which is no command; did you mean ping?',
    ],
    [
      'suite.ts',
      `${good}export const suite = { manners: 1 };`,
      'its export `suite` is no list of families; write `export const suite = [always(',
    ],
    [
      'known.ts',
      `${good}${SUITE.replace("'manners'", "'replies'")}`,
      'its family "replies" has the name of a promise\'s; call it otherwise.',
    ],
    [
      'twice.ts',
      `${good}${SUITE.replace(']];', '])').replace('suite = [', 'one = [')}`.replace(
        /\}\)\)\];$/u,
        '}))];\nexport const suite = [...one, ...one];',
      ),
      'it has two families called "manners"; rename one.',
    ],
    [
      'name.ts',
      `${good}${SUITE.replace("'manners'", "'Good manners'")}`,
      'its family "Good manners" needs a name of lower case letters',
    ],
    [
      'fault.ts',
      `${good}${SUITE.replace("breaks: ['quiet']", "breaks: ['quite']")}`,
      'its suite cannot be put together: A fault names the requirement manners/quite',
    ],
  ])('%s is told of', async (name, text, why) => {
    const file = write(name, text);
    const { code, out, err } = await wireproof('list', file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^wireproof: --protocol cannot use [^\n]+\n$/u);
    if (typeof why === 'string') expect(err).toContain(why);
    else expect(err).toMatch(why);
  });

  it('is told of all that is wrong at once, by every command that takes one', async () => {
    const file = write(
      'many.ts',
      good.replace("fence: 'ping'", "fence: 'pign'").replace("[{ text: 'a' }]", '[{ text: 7 }]'),
    );
    const commands = [
      ['list'],
      ['faults'],
      ['test', 'ws://127.0.0.1:1/ws'],
      ['check', file],
      ['doctor', '--control', 'http://127.0.0.1:1/'],
    ];
    for (const command of commands)
      expect(await wireproof(...command, '--protocol', file)).toEqual({
        ...{ code: 2, out: '' },
        err: [
          `wireproof: --protocol cannot use ${file}: 2 things are wrong with it.`,
          '  /events/said/examples/0/text must be string, by the schema of its body; mend one of the two.',
          '  /promises/replies/fence names "pign", which is no command; did you mean ping?',
          '',
        ].join('\n'),
      });
  });

  it('is told where a contract is not JSON', async () => {
    const file = write('bad.json', '{\n  "id": chat\n}');
    const { code, err } = await wireproof('list', file);
    expect(code).toBe(2);
    expect(err).toMatch(/bad\.json: it is not JSON \(line 2, column 9\)\.\n$/u);
  });
});
