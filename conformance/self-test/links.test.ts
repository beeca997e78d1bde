/** Every link between the documents leads somewhere: to a file that there is, and to a heading that it has. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anchorsIn, deadLinks, linksIn } from './links.ts';
import { packageRoot } from '../generate/package-root.ts';

const root = packageRoot(import.meta.url);
const markdownIn = (folder: string): readonly string[] =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`);

const pages = ['README.md', 'CHANGELOG.md', ...markdownIn('docs'), ...markdownIn('generated')].map((path) => ({
  path,
  text: readFileSync(`${root}/${path}`, 'utf8'),
}));

describe('the documents', () => {
  it('have no link that leads nowhere', () => {
    expect(deadLinks(pages, (path) => existsSync(`${root}/${path}`))).toEqual([]);
  });

  it('are found from the README, all of them', () => {
    const [readme] = pages;
    const linked = linksIn(readme?.text ?? '').map((link) => link.replace(/#.*/u, ''));
    for (const { path } of pages) if (path.startsWith('docs/')) expect(linked).toContain(path);
  });

  it('are all part of the site', () => {
    const site = JSON.parse(readFileSync(`${root}/docs/site/typedoc.json`, 'utf8')) as {
      readonly projectDocuments: readonly string[];
    };
    for (const { path } of pages)
      if (path.startsWith('docs/')) expect(site.projectDocuments).toContain(path.replace('docs/', '../'));
  });

  it('show code of the examples as it stands there', () => {
    const guide = pages.find(({ path }) => path === 'docs/hooks.md')?.text ?? '';
    const read = (name: string): string => readFileSync(`${root}/docs/examples/${name}`, 'utf8');
    for (const language of ['py', 'ts']) {
      const example = read(`commerce-server.${language}`) + (language === 'ts' ? read('commerce-driver.ts') : '');
      const shown = [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))];
      expect(shown.length).toBeGreaterThan(0);
      for (const [, code = ''] of shown) expect(example).toContain(code);
    }
  });
});

describe('the check of links', () => {
  const there = (path: string): boolean => path === 'docs/a file.json';
  const dead = (text: string): readonly string[] =>
    deadLinks(
      [
        { path: 'docs/one.md', text },
        { path: 'two.md', text: '# Two\n\n## `a.b` & more\n\n## Same\n\n## Same\n\n```sh\n# no heading\n```\n' },
      ],
      there,
    );

  it('follows files, folders above and headings, numbered where they come again', () => {
    const good =
      '[a](../two.md) [b](../two.md#ab--more) [`c`](../two.md#same-1) [d](a%20file.json) [e](#here)\n# Here\n';
    expect(linksIn(good)).toHaveLength(5);
    expect(dead(good)).toEqual([]);
  });

  it('finds what leads to no file, to no heading, or out of the repository', () => {
    expect(dead('[a](two.md)')).toEqual(['docs/one.md: two.md']);
    expect(dead('[a](../two.md#same-2) [b](#x)')).toEqual(['docs/one.md: ../two.md#same-2', 'docs/one.md: #x']);
    expect(dead('[`a`](../two.md#no-heading)')).toEqual(['docs/one.md: ../two.md#no-heading']);
    expect(dead('[a](../../two.md) [b](a%20file.json#c)')).toHaveLength(2);
  });

  it('leaves alone what is code, and what leads to other sites', () => {
    expect(dead('`[a](b)` [a](https://example.org/x#y) ``[c](`d`)``\n```md\n[a](b)\n```\n')).toEqual([]);
  });

  it('reads anchors as git hosts do', () => {
    expect([...anchorsIn('# A [link](x.md), *and* `code_it`\n##   Ünïcode – 2 ##\n')]).toEqual([
      'a-link-and-code_it',
      'ünïcode--2',
    ]);
  });
});
