/** Tests of the page of a protocol: what the suite says stands in it, and its parts find each other. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import { lifecycle } from '../../schemas/prediction/lifecycle.ts';
import { prediction } from '../../schemas/prediction/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import { listed, pageText, prose, table } from './markdown.ts';
import { page } from './page.ts';
import { stateDiagram } from './page-diagrams.ts';
import { sequenceDiagram } from './page-sequence.ts';
import { connectionDiagram } from './page-states.ts';
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
    expect(shipment && stateDiagram(shipment).text.split('\n')).toEqual([
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

  it('draws a machine whose events say where they lead, and tells in words what would hide its states', () => {
    const { text, beside } = stateDiagram(lifecycle.market);
    expect(text).toContain('  [*] --> HALTED\n');
    expect(text).toContain('  RESOLVED --> DISPUTED\n');
    expect(text).not.toMatch(/^ {2}(\w+) --> \1\b/m);
    expect(beside).toEqual([
      'Arrows without a label: from the beginning `markets.discovered` and from state to state `market.state.updated`.',
      '`markets.updated` may come in any state, and leaves it as it is.',
    ]);
    expect(stateDiagram(lifecycle.settlement).text).toContain(
      'settled --> disputed : market.state.updated, new_state DISPUTED',
    );
  });

  it('draws a filter with an example of it and what passes, then books, and what was missed', () => {
    const feed = sequenceDiagram(marketplace).split('\n');
    const place = (line: string) => feed.findIndex((one) => one.trim() === line);
    expect(
      place('C->>S: SUB {"events":["listing_created","offer_created"],"competitions":["comp123"]}'),
    ).toBeGreaterThan(0);
    expect(place('S-)C: listing_created')).toBeGreaterThan(place('S-->>C: subscribed'));
    expect(place('C->>S: GET /api/v1/listings?since_seq=42')).toBeGreaterThan(place('S-->>C: pong'));
    expect(sequenceDiagram(prediction)).toMatch(/S-\)C: orders.snapshot\n.*\n {2}S-\)C: orders.delta/);
  });

  it('draws a connection from what is promised, and little where nothing is', () => {
    expect(sequenceDiagram(commerce)).toContain('S-->>C: connected');
    expect(sequenceDiagram({ ...commerce, promises: {} }).split('\n')).toHaveLength(4);
  });
});

describe('the page of a feed', () => {
  const pages = new Map<Protocol, string>(
    [marketplace, prediction].map((protocol) => [protocol, page(protocol, nothing)]),
  );
  const feed = pages.get(marketplace) ?? '';
  const streams = pages.get(prediction) ?? '';

  it('tells the filter that an address can hold, and asks for no token', () => {
    expect(feed).toContain('`GET /ws?events=listing_created,offer_created&competitions=comp123`');
    expect(feed).toContain('gets every event.');
    expect(streams).toContain('Without a [filter](#filters) a connection gets no events.');
    for (const text of [feed, streams]) expect(text).not.toContain('TOKEN');
  });

  it('groups events by what they are about, and those of one kind alone at the end', () => {
    expect(feed.match(/^### (\w+) events$/gm)).toEqual(
      ['Trade', 'Listing', 'Offer', 'Dispute', 'Other'].map((family) => `### ${family} events`),
    );
    expect(streams.match(/^### (\w+) streams$/gm)).toEqual(
      ['Event', 'Market', 'Order', 'Trade'].map((family) => `### ${family} streams`),
    );
  });

  it('tells what stands beside the body, for all and where one differs', () => {
    expect(feed).toMatch(/\| `prev_seq` \| integer from 0 up \| no \|/);
    expect(streams).toContain('Its frame has no `offset`.');
    expect(streams).toMatch(/Beside its fields its frame has:\n\n.*\n.*\n\| `id` \| string \| no \|/);
  });

  it('joins the alternatives within a field, and says which of them need what', () => {
    expect(streams).toContain('| `mutations[].action` | `"add"`, `"modify"` or `"remove"` | yes |');
    expect(streams).toContain('| `mutations[].quantity` | string | where `action` is `"add"` or `"modify"` |');
    expect(streams).toContain('| `from.offset` | integer | where it is an object |');
    expect(feed).toContain('*Either: A score, added up over a session; it decides nothing.*');
  });

  it('has tables for what is listed, numbered, got again and folded', () => {
    expect(feed).toContain(
      '| competitions | `competitions` | `competitions` | `competition_id`, as a string | matches nothing |',
    );
    expect(streams).toContain('| markets | `markets` | `market_id`, as a string | [unknown-market](#errors) |');
    expect(feed).toContain('| the time | `ts` | unix ms; never falls as the numbers grow |');
    expect(feed).toContain('"updated_seq": 42');
    expect(streams).toContain('| `"earliest"` | with the first there ever was |');
    expect(streams).toContain('while that market is PRE_OPEN, OPEN or HALTED; else it is refused');
  });

  it('has nothing of what no promise is made of', () => {
    for (const text of [...pages.values(), page({ ...marketplace, promises: {} }, nothing)])
      for (const absent of ['undefined', 'NaN', '[object', '## Rights', '## Delivery'])
        expect(text).not.toContain(absent);
  });
});

describe('the page of telemetry', () => {
  const text = page(telemetry, nothing);

  it('tells how connections begin, are kept and end', () => {
    expect(text).toContain('`GET /telemetry?session=TOKEN` upgrades');
    expect(text).toContain(
      'If it has expired already, the connection is closed with `4001`, after [`connection:error`]',
    );
    expect(text).toContain('whose `reason` is `session_expired`.');
    expect(text).toMatch(
      /Where 2 in a row go unanswered, the connection should be closed with `4002`, .* in place of the next\./,
    );
    expect(text).toContain('100 messages are taken in any 10 s');
  });

  it('has tables for errors, names, paces, beats, limits and ends', () => {
    for (const row of [
      '| auth-required | a token that is missing or bad | [`connection:error`](#connectionerror) | free | `AUTH_REQUIRED` |',
      '| session-expired | a token that has expired | ',
      '| rate-limited | a message above the [limit](#limits) | [`error`](#error) |',
      '| `activity` | [`activity:log`](#activitylog) |',
      '| [`market:update`](#marketupdate) | once in every second while ',
      '| [`positions:update`](#positionsupdate) | at most once in any second: ',
      '| the beat | [`heartbeat`](#heartbeat) | every 30 s, counted from the greeting |',
      '| the answer | [`heartbeat:ack`](#heartbeatack) | one for all beats so far |',
      '| one above the limit | [rate-limited](#errors); it has no effect, ',
      '| a client sends [`disconnect`](#disconnect) or `client_disconnect` | after [`connection:closed`]',
      '| `server_restart` | after [`reconnect`](#reconnect), whose `reason` is `server_restart` and `delay` tells ',
      '| 1000 | The client has asked for it. | Nothing; the client wanted it so. |',
    ])
      expect(text).toContain(row);
  });

  it('says of each message what it has to do with the others', () => {
    expect(text).toContain('Answers [`heartbeat`](#heartbeat); is not answered itself.');
    expect(text).toContain('Its frame may leave `data` out.');
    expect(text).toContain('Is asked for as `market`. Goes out once in every second');
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('draws a connection from its greeting over its heartbeats to its farewell', () => {
    const lines = sequenceDiagram(telemetry)
      .split('\n')
      .map((line) => line.trim());
    const place = (line: string) => lines.indexOf(line);
    expect(place('S-)C: positions:update')).toBeGreaterThan(place('S-->>C: subscribed'));
    expect(place('C-->>S: heartbeat:ack')).toBe(place('S->>C: heartbeat') + 1);
    expect(lines.slice(-3)).toEqual(['C->>S: disconnect', 'S-->>C: connection:closed', 'S-xC: close 1000']);
  });
});

describe('the states of a connection', () => {
  it('are those that its promises lead to', () => {
    expect(connectionDiagram(telemetry).split('\n')).toEqual([
      'stateDiagram-v2',
      '  [*] --> Connecting : GET /telemetry?session=TOKEN',
      '  Connecting --> Open : connection:ack',
      '  Connecting --> Disconnected : connection:error (4001)',
      '  state Open {',
      '    [*] --> Connected',
      '    Connected --> Subscribed : subscribe',
      '    Subscribed --> Streaming : an event',
      '    Streaming --> Subscribed : unsubscribe, of some',
      '    Streaming --> Connected : unsubscribe, of all',
      '    Subscribed --> Connected : unsubscribe, of all',
      '  }',
      '  Open --> Disconnected : disconnect (1000)',
      '  Open --> Reconnecting : server_shutdown (1001)',
      '  Open --> Disconnected : a message too large (1009)',
      '  Open --> Disconnected : the token expires (4001)',
      '  Open --> Reconnecting : silence (4002)',
      '  Open --> Leaving : reconnect',
      '  Leaving --> Reconnecting : within the delay (1012)',
      '  Open --> Reconnecting : lost',
      '  Reconnecting --> Connecting : a little later each time',
      '  Disconnected --> [*]',
    ]);
  });

  it('begin where a filter lets everything pass with being subscribed, and are few where little is promised', () => {
    expect(connectionDiagram(marketplace)).toContain('    [*] --> Subscribed\n');
    expect(connectionDiagram(commerce)).toContain('  Open --> Reconnecting : lost, or cut off for silence\n');
    expect(connectionDiagram({ ...commerce, promises: {} }).split('\n')).toHaveLength(5);
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
