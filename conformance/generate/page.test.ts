/** Tests of the page of a protocol: what the suite says stands in it, and its parts find each other. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { listed, pageText, prose, table } from './markdown.ts';
import { page } from './page.ts';
import { sequenceDiagram, stateDiagram } from './page-diagrams.ts';
import type { SuiteView } from './suite-view.ts';
import { prettyJson } from './text.ts';

const nothing: SuiteView = { requirements: [], paragraphs: [], unobservable: [], faults: [] };
const view: SuiteView = {
  requirements: [
    {
      id: 'commerce/rights/refused',
      level: 'MUST',
      statement: 'order.* is for few | some.',
      source: 'commerce#rights',
    },
    { id: 'commerce/odd/one', level: 'SHOULD', statement: 'Odd.', source: 'elsewhere' },
  ],
  paragraphs: [{ family: 'rights', title: 'Rights', text: 'Not everybody may see everything.' }],
  unobservable: [{ statement: 'Tokens are in no log.', reason: 'Nobody sees the log.' }],
  faults: [{ id: 'commerce/rights/open', story: 'Anybody may.', breaks: ['commerce/rights/refused'] }],
};

describe('the page', () => {
  it('prints what the suite says, and links it together', () => {
    const text = page(commerce, view);
    expect(text).toContain('### Rights\n\nNot everybody may see everything.\n\n| Channel |');
    expect(text).toContain('| `refused` | MUST | order.\\* is for few \\| some. | [commerce#rights](#rights) |');
    expect(text).toContain('| `one` | SHOULD | Odd. | elsewhere |');
    expect(text).toContain('| `commerce/rights/open` | Anybody may. | [rights](#rights-requirements)/refused |');
    expect(text).toContain('| Tokens are in no log. | Nobody sees the log. |');
  });

  it('is whole without a suite, and has no empty sections for it', () => {
    const text = page(commerce, nothing);
    for (const absent of ['## Requirements', '## Faults', '## What cannot', 'undefined', 'NaN', '[object']) {
      expect(text).not.toContain(absent);
    }
    expect(text).toContain('| 4001 | The token is missing, bad or expired. | Get a new token, then connect again. |');
  });

  it('draws a machine with all its moves, and names states that have spaces', () => {
    const { shipment } = commerce.promises.lifecycle ?? {};
    expect(shipment && stateDiagram(shipment).split('\n')).toEqual([
      'stateDiagram-v2',
      '  direction LR',
      '  state "under way" as under_way',
      '  [*] --> created : shipment.created',
      '  created --> under_way : shipment.tracking_updated',
      '  under_way --> under_way : shipment.tracking_updated',
      '  created --> delivered : shipment.delivered',
      '  under_way --> delivered : shipment.delivered',
      '  delivered --> [*]',
    ]);
  });

  it('draws a connection from what is promised, and little where nothing is', () => {
    expect(sequenceDiagram(commerce)).toContain('S-->>C: connected');
    expect(sequenceDiagram({ ...commerce, promises: {} }).split('\n')).toHaveLength(4);
  });
});

describe('markdown', () => {
  it('keeps words plain, cells whole and lists readable', () => {
    expect(prose('a_b <c> `d_e`')).toBe('a\\_b \\<c> `d_e`');
    expect(table(['a|b'], [['x\ny']])).toEqual(['| a\\|b |\n| --- |\n| x y |']);
    expect(listed(['a', 'b', 'c'])).toBe('a, b or c');
    expect(prettyJson({ a: [1, {}], b: [], c: null })).toBe('{ "a": [1, {}], "b": [], "c": null }');
  });

  it('links to a section by its key, or else by its anchor', () => {
    const section = (key: string, title: string, target: string) => ({
      ...{ key, title, level: 2 },
      body: (link: (key: string) => string) => [link(target)],
    });
    const text = pageText([section('lifecycle', 'Lifecycles', 'cycles'), section('cycles', 'Turns', 'lifecycles')]);
    expect(text).toBe('## Lifecycles\n\n[Turns](#turns)\n\n## Turns\n\n[Lifecycles](#lifecycles)\n');
  });

  it('tells headings of the same name apart', () => {
    const twice = ['one', 'two'].map((key) => ({ key, level: 2, title: 'Same', body: () => [] }));
    const last = {
      key: 'three',
      level: 2,
      title: 'Last',
      body: (link: (key: string) => string) => [link('two'), link('x')],
    };
    expect(pageText([...twice, last])).toContain('[Same](#same-1)\n\nx');
  });
});
