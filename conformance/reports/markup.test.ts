/** Tests of what is escaped in XML and HTML, and of the check that XML is well-formed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributes, escapeMarkup } from './markup.ts';
import { flawIn } from './testing/well-formed.ts';

describe('escaped text', () => {
  it('holds no markup and no character that XML forbids', () => {
    expect(escapeMarkup('<a href="x">&\'</a>]]>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;]]&gt;');
    expect(escapeMarkup('a\u0000\u001b\ufffe\ud800b\t\n😀')).toBe('ab\t\n😀');
  });

  it('is well-formed wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(flawIn(`<a${attributes({ b: text, c: undefined })}>${escapeMarkup(text)}</a>`)).toBeUndefined();
      }),
      { seed: 1 },
    );
  });
});

describe('the check of XML', () => {
  it.each([
    '<a>',
    '<a></b>',
    '<a/><a/>',
    '<a>&</a>',
    '<a>&nbsp;</a>',
    '<a b="1" b="2"/>',
    '<a>]]></a>',
    '<a>< b</a>',
    '<a b="<"/>',
    '<a>\u001b</a>',
    'x<a/>',
    '<a/>x',
    '',
  ])('finds fault with %j', (xml) => {
    expect(flawIn(xml)).toBeDefined();
  });

  it('finds none with what is well-formed', () => {
    expect(flawIn('<?xml version="1.0" encoding="UTF-8"?>\n<a b="1"><c/>&lt;\n<d>x</d></a>\n')).toBeUndefined();
  });
});
