/** Tests of the page: that it is whole, stands alone, can be walked through, and obeys nobody. */
import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { commerce } from '../../../schemas/commerce/protocol.ts';
import { hostile } from '../testing/hostile-report.ts';
import { sample, TOKEN } from '../testing/sample-report.ts';
import { htmlReport, type HtmlOptions } from './page.ts';

const options: HtmlOptions = {
  protocol: commerce,
  invocation: { target: sample.target, protocol: 'commerce' },
  known: new Set(['commerce/size/known']),
  docs: '../kit/',
};
const page = htmlReport(sample, options);
const VOID = new Set(['meta', 'input']);

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

const contentOf = (html: string, name: 'script' | 'style'): string =>
  new RegExp(`<${name}>(.*?)</${name}>`, 'su').exec(html)?.[1] ?? '';

/** All tags of a page, its style and script left out. */
const tagsIn = (html: string): readonly Tag[] => {
  const bare = html.replace(/<(style|script)>.*?<\/\1>/gsu, '<$1></$1>').replace('<!doctype html>', '');
  const tags = Array.from(
    bare.matchAll(/<(\/?)([a-z]\w*)((?: [a-zA-Z-]+="[^"<>]*")*)>/gu),
    ([, slash, name = '', rest = '']) => ({
      ...{ name, closes: slash === '/' },
      attributes: Object.fromEntries(
        Array.from(rest.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/gu), ([, key = '', value = '']) => [key, value]),
      ),
    }),
  );
  // Whatever else begins a tag would have been missed.
  expect(bare.match(/</gu)).toHaveLength(tags.length);
  return tags;
};

const expectWhole = (tags: readonly Tag[]): void => {
  const open: string[] = [];
  for (const { name, closes } of tags) {
    if (closes) expect(open.pop()).toBe(name);
    else if (!VOID.has(name)) open.push(name);
  }
  expect(open).toEqual([]);
};

describe('the page', () => {
  it.each([
    ['a report', page],
    ['a hostile one', htmlReport(hostile, options)],
  ])('of %s is whole, and runs and fetches nothing of anybody else', (_, html) => {
    const tags = tagsIn(html);
    expectWhole(tags);
    expect(tags.filter(({ name, closes }) => !closes && name === 'script')).toHaveLength(1);
    for (const { name, attributes } of tags) {
      expect(['img', 'link', 'iframe', 'object', 'form', 'base']).not.toContain(name);
      for (const key of Object.keys(attributes)) expect(key).not.toMatch(/^(on.*|src|style|action)$/u);
      expect(attributes.href ?? '#').toMatch(/^(#|\.\.\/kit\/generated\/)/u);
    }
    expect(contentOf(html, 'style')).not.toMatch(/url\(|@import/u);
    expect(html.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  });

  it('allows by its policy the style and the script that it has, and nothing else', () => {
    const hash = (text: string) => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src ${hash(contentOf(page, 'style'))}; script-src ${hash(contentOf(page, 'script'))}; base-uri`,
    );
    expect(() => new Script(contentOf(page, 'script'))).not.toThrow();
  });

  it('can be read without its script', () => {
    const hidden = tagsIn(page).filter(({ attributes }) => 'hidden' in attributes);
    expect(hidden.map(({ attributes }) => attributes.id)).toEqual(['narrow']);
  });

  it('has headings in order, landmarks, named tables and headers with their scope', () => {
    const tags = tagsIn(page).filter(({ closes }) => !closes);
    const levels = tags.flatMap(({ name }) => (/^h\d$/u.test(name) ? [Number(name[1])] : []));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThan(2);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(tags.filter(({ name }) => name === 'main' || name === 'header')).toHaveLength(2);
    for (const { name, attributes } of tags) if (name === 'th') expect(['row', 'col']).toContain(attributes.scope);
    expect(tags.filter(({ name }) => name === 'caption').length).toBeGreaterThanOrEqual(
      tags.filter(({ attributes }) => /requirements|lanes/u.test(attributes.class ?? '')).length,
    );
  });

  it('leads nowhere that is not there, and names no place twice', () => {
    const tags = tagsIn(page);
    const ids = tags.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const links = tags.flatMap(({ attributes }) =>
      attributes.href?.startsWith('#') ? [attributes.href.slice(1)] : [],
    );
    expect(links.length).toBeGreaterThan(7);
    for (const link of links) expect(ids).toContain(decodeURI(link));
  });

  it('tells the verdict, every requirement and every failure', () => {
    expect(page).toContain('<h1 class="bad">Nonconformant</h1>');
    for (const { id } of sample.requirements) expect(page).toContain(`id="requirement/${id}"`);
    expect(page.match(/<article /gu)).toHaveLength(4);
    expect(page).toContain('order.paid reached eve, who has no right to it.</dd>');
    expect(page).toContain('<code class="again">npx wireproof test ws://localhost:8080/ws --protocol commerce');
    expect(page).toContain('data-outcome="failed as expected"');
    expect(page).toContain('href="../kit/generated/commerce/commerce.md#here"');
  });

  it('draws lanes, and marks what breaks the promise', () => {
    expect(page).toContain(
      '<th scope="col">ann</th><th scope="col">eve</th><th scope="col">server</th><th scope="col">hooks</th>',
    );
    const [row = ''] = /<tr class="marked">.*?<\/tr>/su.exec(page) ?? [];
    expect(row).toContain(
      '<th scope="row">10 ms</th><td class="idle wide-1"></td><td colspan="2" class="step leftwards',
    );
    expect(row).toContain('▸ breaks the promise');
    expect(row).toContain('server to eve: ');
    expect(row).toContain('<b>order.paid</b>');
  });

  it('has no links into the documents where it is not known where they lie', () => {
    const { docs: _, ...rest } = options;
    expect(htmlReport(sample, rest)).not.toContain('<a class="place"');
  });

  it('holds no secret', () => {
    const told = htmlReport(sample, { ...options, secrets: ['Forbidden'] });
    for (const secret of [TOKEN, 'abcdef', 'Forbidden']) expect(told).not.toContain(secret);
  });
});
