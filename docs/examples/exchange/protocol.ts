/**
 * The feed of an exchange, of the kind that Kalshi, Deribit and Coinbase have: books as snapshots and deltas, numbered in
 * each subscription; trades; pings as messages.
 *
 *     npx wireproof test ws://127.0.0.1:4100/feed --protocol ./protocol.ts --driver ./driver.ts
 */
import { flat, type Invalid, message, OneOf, protocol as declare, tagged, Text, Type } from 'wireproof/protocol';

const CODES = ['bad_message', 'unknown_channel', 'unknown_symbol'] as const;

const id = Type.Integer({ description: 'What the client calls this command; the answer repeats it.' });
const Symbols = Text('What is traded, such as BTC-USD.');
const Decimal = (description: string) => Type.String({ pattern: '^(0|[1-9]\\d*)(\\.\\d*[1-9])?$', description });
const Size = (description: string) =>
  Type.String({ pattern: '^([1-9]\\d*(\\.\\d*[1-9])?|0\\.\\d*[1-9])$', description });
const Channels = Type.Array(Text('The name of a channel.'), { minItems: 1, description: 'Which channels.' });
const Count = (description: string) => Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

const badChannels = [
  { body: { channels: ['trades'] }, at: '', keyword: 'required' },
  { body: { id: 1 }, at: '', keyword: 'required' },
  { body: { id: 'one', channels: ['trades'] }, at: '/id', keyword: 'type' },
  { body: { id: 1, channels: [] }, at: '/channels', keyword: 'minItems' },
  { body: { id: 1, channels: 'trades' }, at: '/channels', keyword: 'type' },
] as const satisfies readonly Invalid[];

/** What a client sends. */
const commands = {
  subscribe: message(
    'Begins a subscription to each channel, which replaces the one to this channel that there was.',
    Type.Object({
      id,
      channels: Channels,
      symbols: Type.Optional(
        Type.Array(Symbols, { minItems: 1, description: 'The only symbols that are wanted; `book` needs some.' }),
      ),
    }),
    {
      examples: [
        { id: 1, channels: ['trades'] },
        { id: 2, channels: ['book', 'trades'], symbols: ['BTC-USD'] },
      ],
      invalid: [
        ...badChannels,
        { body: { id: 1, channels: ['book'], symbols: [] }, at: '/symbols', keyword: 'minItems' },
        { body: { id: 1, channels: ['book'], symbols: [7] }, at: '/symbols/0', keyword: 'type' },
      ],
    },
  ),
  unsubscribe: message(
    'Ends the subscriptions to some channels; where there is none, that is confirmed as well.',
    Type.Object({ id, channels: Channels }),
    { examples: [{ id: 3, channels: ['trades'] }], invalid: badChannels },
  ),
  ping: message('Asks for a pong, at any time.', Type.Object({ id }), {
    examples: [{ id: 4 }],
    invalid: [
      { body: {}, at: '', keyword: 'required' },
      { body: { id: 'four' }, at: '/id', keyword: 'type' },
    ],
  }),
};

/** What the server answers. */
const controls = {
  subscribed: message(
    'Confirms subscriptions, and tells the id of each.',
    Type.Object({
      id,
      sids: Type.Record(Type.String(), Count('The id of a subscription.'), { description: 'By channel.' }),
    }),
    {
      examples: [
        { id: 1, sids: { trades: 1 } },
        { id: 2, sids: { book: 2, trades: 3 } },
      ],
      invalid: [{ body: { id: 1, sids: { trades: 0 } }, at: '/sids/trades', keyword: 'minimum' }],
    },
  ),
  unsubscribed: message('Confirms that subscriptions have ended.', Type.Object({ id }), {
    examples: [{ id: 3 }],
    invalid: [{ body: {}, at: '', keyword: 'required' }],
  }),
  pong: message('Answers a ping.', Type.Object({ id }), {
    examples: [{ id: 4 }],
    invalid: [{ body: {}, at: '', keyword: 'required' }],
  }),
  error: message(
    'Tells what is wrong with a message, of which nothing has taken effect.',
    Type.Object({
      id: Type.Union([id, Type.Null()], { description: 'The id of the command, or null where it has none.' }),
      code: OneOf(CODES, { description: 'What is wrong, for programs.' }),
      message: Text('What is wrong, for people.'),
    }),
    {
      examples: [{ id: 1, code: 'unknown_symbol', message: 'There is no BTC-EUR.' }],
      invalid: [{ body: { id: 1, code: 'oops', message: 'No.' }, at: '/code', keyword: 'enum' }],
    },
  ),
};

const Levels = (description: string) =>
  Type.Array(Type.Tuple([Decimal('The price.'), Size('What there is at this price.')]), { description });
const Change = Type.Object(
  {
    action: OneOf(['add', 'modify', 'remove'], { description: 'What becomes of the level.' }),
    side: OneOf(['bid', 'ask'], { description: 'The side of the book.' }),
    price: Decimal('Which level.'),
    quantity: Type.Optional(Size('What there is at this price from now on; not where the level goes.')),
  },
  { description: 'One change to one level.' },
);

const book = { symbol: 'BTC-USD', bids: [['0.6', '12']] satisfies [string, string][], asks: [] };
const added = { action: 'add', side: 'bid', price: '0.6', quantity: '12' } as const;
const trade = { trade_id: 'trade-1', symbol: 'BTC-USD', price: '0.6', quantity: '2', taker: 'bid' } as const;

/** What happens. */
const events = {
  listed: message('Trading in a symbol begins.', Type.Object({ symbol: Symbols }), {
    examples: [{ symbol: 'BTC-USD' }],
    invalid: [{ body: {}, at: '', keyword: 'required' }],
  }),
  delisted: message('Trading in a symbol is over.', Type.Object({ symbol: Symbols }), {
    examples: [{ symbol: 'BTC-USD' }],
    invalid: [{ body: { symbol: '' }, at: '/symbol', keyword: 'minLength' }],
  }),
  snapshot: message(
    'The book of a symbol, as a subscription to it begins.',
    Type.Object({
      symbol: Symbols,
      bids: Levels('What is bid, the highest price first.'),
      asks: Levels('What is asked, the lowest price first.'),
    }),
    {
      examples: [book, { ...book, bids: [] }],
      invalid: [{ body: { ...book, bids: [['0.6']] }, at: '/bids/0', keyword: 'minItems' }],
    },
  ),
  delta: message(
    'What has changed in the book of a symbol, to be applied as a whole.',
    Type.Object({
      symbol: Symbols,
      mutations: Type.Array(Change, { minItems: 1, description: 'One after the other.' }),
    }),
    {
      examples: [{ symbol: 'BTC-USD', mutations: [added] }],
      invalid: [
        { body: { symbol: 'BTC-USD', mutations: [] }, at: '/mutations', keyword: 'minItems' },
        {
          body: { symbol: 'BTC-USD', mutations: [{ ...added, side: 'buy' }] },
          at: '/mutations/0/side',
          keyword: 'enum',
        },
      ],
    },
  ),
  trade: message(
    'A trade.',
    Type.Object({
      trade_id: Text('The trade; no other has this id.'),
      symbol: Symbols,
      price: Decimal('What was paid.'),
      quantity: Size('How much changed hands.'),
      taker: OneOf(['bid', 'ask'], { description: 'The side of whoever took what was there.' }),
    }),
    {
      examples: [trade],
      invalid: [{ body: { ...trade, taker: 'buy' }, at: '/taker', keyword: 'enum' }],
    },
  ),
};

/** What stands beside the type of an event and its data. */
const numbered = {
  sid: Count('The subscription that brings it.'),
  seq: Count('Its number in this subscription, which counts from 1.'),
};

/** The protocol. */
export const protocol = declare({
  id: 'exchange',
  title: 'The feed of an exchange',
  description:
    'Tells what is traded, the books and the trades. Each subscription has an id and numbers what it brings, so that a client sees whether anything is missing.',
  path: '/feed',
  envelope: { command: flat('op'), control: flat('type'), event: tagged('type', 'data', numbered) },
  commands,
  controls,
  events,
  promises: {
    replies: {
      fence: 'ping',
      to: {
        subscribe: { answer: 'subscribed', echoes: ['/id'], refusals: ['unknown-channel', 'unknown-symbol'] },
        unsubscribe: { answer: 'unsubscribed', echoes: ['/id'], refusals: ['unknown-channel'] },
        ping: { answer: 'pong', echoes: ['/id'] },
      },
    },
    errors: {
      message: 'error',
      text: '/message',
      id: '/id',
      code: { at: '/code', level: 'MUST' },
      kinds: {
        'bad-message': { code: 'bad_message' },
        'unknown-channel': { code: 'unknown_channel' },
        'unknown-symbol': { code: 'unknown_symbol' },
      },
      input: {
        'not-json': 'bad-message',
        binary: 'bad-message',
        'not-object': 'bad-message',
        'unknown-command': 'bad-message',
        'bad-field': 'bad-message',
      },
    },
    filters: {
      set: 'subscribe',
      unset: 'unsubscribe',
      replaces: 'name by name',
      names: { at: '/channels', empty: 'refused' },
      called: { listed: 'instruments', delisted: 'instruments', delta: 'book', trade: 'trades' },
      values: { symbols: { at: '/symbols', field: '/symbol', unknown: 'unknown-symbol' } },
      initially: 'nothing',
      along: { snapshot: 'delta' },
      scoped: ['delta'],
      unknown: 'unknown-channel',
    },
    sequence: { number: '/seq', scope: { subscription: '/sid', told: '/sids' }, first: 1 },
    books: {
      snapshot: 'snapshot',
      delta: 'delta',
      key: ['/symbol'],
      sides: { bid: { at: '/bids', best: 'highest' }, ask: { at: '/asks', best: 'lowest' } },
      // No numbers of their own: those of the subscription join what it brings.
      mutations: '/mutations',
      belongsTo: { machine: 'instrument', by: '/symbol', in: ['open'] },
      enforced: true,
    },
    lifecycle: {
      instrument: {
        key: '/symbol',
        enforced: true,
        transitions: { listed: { from: [null], to: 'open' }, delisted: { from: ['open'], to: 'closed' } },
      },
      trade: {
        key: '/trade_id',
        enforced: true,
        belongsTo: { machine: 'instrument', by: '/symbol', in: ['open'] },
        transitions: { trade: { from: [null], to: 'made' } },
      },
    },
    closing: {
      reasons: { maintenance: { close: 1001, unasked: true } },
      codes: { 1001: { means: 'The exchange is closed for maintenance.', next: 'reconnect' } },
    },
  },
});
