/** The commands of trading: what a client can ask of the server. Each counts against the limit. */
import { Type } from '@sinclair/typebox';
import { type Invalid, message } from '../protocol.ts';
import { OneOf } from '../types.ts';
import { Ticker } from './fields.ts';

const Symbols = (description: string) => Type.Object({ symbols: Type.Array(Ticker, { description }) });

const badSymbols = [
  { body: {}, at: '', keyword: 'required' },
  { body: { symbols: 'AAPL' }, at: '/symbols', keyword: 'type' },
  { body: { symbols: null }, at: '/symbols', keyword: 'type' },
  { body: { symbols: ['AAPL', ''] }, at: '/symbols/1', keyword: 'minLength' },
  { body: { symbols: [7] }, at: '/symbols/0', keyword: 'type' },
] as const satisfies readonly Invalid[];

/** Every command, by name. */
export const commands = {
  'market.subscribe': message(
    'Adds symbols to those that this connection watches. One that is watched already stays so; an empty list changes nothing.',
    Symbols('The symbols to watch.'),
    { examples: [{ symbols: ['AAPL', 'TSLA', 'NVDA'] }, { symbols: ['AAPL'] }, { symbols: [] }], invalid: badSymbols },
  ),
  'market.unsubscribe': message(
    'Takes symbols away from those that this connection watches. Quotes of a symbol in which the user holds a position go on.',
    Symbols('The symbols to watch no longer.'),
    { examples: [{ symbols: ['TSLA'] }, { symbols: ['AAPL', 'NVDA'] }, { symbols: [] }], invalid: badSymbols },
  ),
  'state.requestSync': message(
    'Asks for the state of the user, in parts: after a reconnection, or where a client trusts its own state no longer.',
    Type.Object({
      syncTypes: Type.Array(OneOf(['portfolio', 'positions', 'trades'], { description: 'One part of the state.' }), {
        description: 'The parts that are wanted; no others come.',
      }),
    }),
    {
      examples: [
        { syncTypes: ['portfolio', 'positions', 'trades'] },
        { syncTypes: ['portfolio'] },
        { syncTypes: ['trades', 'positions'] },
      ],
      invalid: [
        { body: {}, at: '', keyword: 'required' },
        { body: { syncTypes: 'portfolio' }, at: '/syncTypes', keyword: 'type' },
        { body: { syncTypes: ['orders'] }, at: '/syncTypes/0', keyword: 'enum' },
        { body: { syncTypes: ['trades', null] }, at: '/syncTypes/1', keyword: 'type' },
      ],
    },
  ),
};
