/** The events of an offer: created, then accepted or cancelled. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Text } from '../types.ts';
import { authoritative, Domain, Price, scoped } from './fields.ts';

const OfferId = Text('The offer this is about; every event of the offer carries the same id.');
const Offered = Price('What is offered.');
const Offerer = Text('Who offers to buy.');

/** What the later events of an offer may repeat. */
const repeated = { domain: Type.Optional(Domain), price: Type.Optional(Offered), offerer: Type.Optional(Offerer) };

const whole = { id: 'offer-1', domain: 'example.com', price: 1100, offerer: '0xofferer' };

/** Every event of an offer, by name. */
export const offers = {
  offer_created: message(
    'Somebody has offered to buy a domain.',
    Type.Object(
      {
        ...{ id: OfferId, domain: Domain, price: Offered, offerer: Offerer },
        currency_symbol: Type.Optional(Text('The currency of the price, such as ETH.')),
        ...scoped,
      },
      authoritative,
    ),
    {
      examples: [
        { ...whole, competition_id: 'comp123' },
        { ...whole, id: 'offer-2', price: 0.25, currency_symbol: 'ETH' },
      ],
      invalid: [
        { body: { ...whole, offerer: '' }, at: '/offerer', keyword: 'minLength' },
        { body: { ...whole, currency_symbol: 7 }, at: '/currency_symbol', keyword: 'type' },
        { body: { id: 'offer-1', domain: 'example.com', price: 1100 }, at: '', keyword: 'required' },
      ],
    },
  ),
  offer_accepted: message(
    'An offer has been taken, often together with the listing it was made for. Nothing follows it.',
    Type.Object(
      { id: OfferId, ...repeated, seller: Type.Optional(Text('Who has accepted.')), ...scoped },
      authoritative,
    ),
    {
      examples: [{ id: 'offer-1' }, { ...whole, seller: '0xseller', competition_id: 7 }],
      invalid: [
        { body: { ...whole, seller: [] }, at: '/seller', keyword: 'type' },
        { body: { ...whole, competition_id: '' }, at: '/competition_id', keyword: 'anyOf' },
      ],
    },
  ),
  offer_cancelled: message(
    'An offer has been withdrawn. It is active no more, and nothing follows it.',
    Type.Object({ id: OfferId, ...repeated, ...scoped }, authoritative),
    {
      examples: [{ id: 'offer-1' }, { ...whole, competition_id: 'comp123' }],
      invalid: [
        { body: {}, at: '', keyword: 'required' },
        { body: { ...whole, domain: null }, at: '/domain', keyword: 'type' },
      ],
    },
  ),
};
