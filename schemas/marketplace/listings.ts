/** The events of a listing: created, then filled or cancelled. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Text } from '../types.ts';
import { authoritative, Domain, Price, scoped } from './fields.ts';

const ListingId = Text('The listing this is about; every event of the listing carries the same id.');
const Asked = Price('What the seller asks for.');
const Seller = Text('Who sells.');

/** What the later events of a listing may repeat. */
const repeated = { domain: Type.Optional(Domain), price: Type.Optional(Asked), seller: Type.Optional(Seller) };

const whole = { id: 'listing-1', domain: 'example.com', price: 1200, seller: '0xseller' };
const token = { contract: '0xcontract', token_id: '77' };

/** Every event of a listing, by name. */
export const listings = {
  listing_created: message(
    'A domain has been put up for sale. A guess of the client with the same contract and token gives way to it.',
    Type.Object(
      {
        ...{ id: ListingId, domain: Domain, price: Asked, seller: Seller },
        contract: Type.Optional(Text('The contract that holds the token of the domain.')),
        token_id: Type.Optional(Text('The token of the domain within its contract.')),
        ...scoped,
      },
      authoritative,
    ),
    {
      examples: [
        { ...whole, ...token, competition_id: 'comp123' },
        { ...whole, id: 'listing-2', price: 0.5, competition_id: 7 },
        { ...whole, id: 'listing-3', competition_id: null },
      ],
      invalid: [
        { body: { ...whole, price: -1 }, at: '/price', keyword: 'minimum' },
        { body: { ...whole, id: '' }, at: '/id', keyword: 'minLength' },
        { body: { ...whole, token_id: 77 }, at: '/token_id', keyword: 'type' },
        { body: { ...whole, competition_id: true }, at: '/competition_id', keyword: 'anyOf' },
        { body: { ...whole, _optimistic: true }, at: '', keyword: 'not' },
      ],
    },
  ),
  listing_filled: message(
    'A listing has found its buyer. It is active no more, and nothing follows it.',
    Type.Object(
      { id: ListingId, ...repeated, buyer: Type.Optional(Text('Who has bought.')), ...scoped },
      authoritative,
    ),
    {
      examples: [{ id: 'listing-1' }, { ...whole, buyer: '0xbuyer', competition_id: 'comp123' }],
      invalid: [
        { body: { ...whole, buyer: null }, at: '/buyer', keyword: 'type' },
        { body: { domain: 'example.com' }, at: '', keyword: 'required' },
      ],
    },
  ),
  listing_cancelled: message(
    'A listing has been withdrawn. It is active no more, and nothing follows it.',
    Type.Object({ id: ListingId, ...repeated, ...scoped }, authoritative),
    {
      examples: [{ id: 'listing-1' }, { ...whole, competition_id: null }],
      invalid: [
        { body: { id: 1 }, at: '/id', keyword: 'type' },
        { body: { ...whole, price: '1200' }, at: '/price', keyword: 'type' },
      ],
    },
  ),
};
