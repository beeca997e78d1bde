/** The fields that several messages of commerce share, each with its one meaning. */
import { Type } from '@sinclair/typebox';
import { Amount, Id, Iso, OneOf, Text } from '../types.ts';

/** Which order. */
export const OrderId = Id('The order this is about; every event of the order carries the same id.');

/** The parties of an order; they stay the same for as long as the order lives. */
export const parties = {
  buyerDid: Id('The DID of the user who buys.'),
  vendorDid: Id('The DID of the user who sells.'),
};

/** When the thing happened that an event tells of. */
export const happened = { timestamp: Iso('When it happened, by the clock of the server.') };

/** When a control message was sent. */
export const sent = { timestamp: Iso('When the server sent this.') };

/** The member that every event frame has beside its name and its data. */
export const published = {
  timestamp: Iso('When the server published the event; it may be later than what it tells of.'),
};

/** The one status that an event of this name can bear. */
export const Status = <const S extends string>(status: S, description: string) => OneOf([status], { description });

/** What an order costs. */
export const Money = Type.Object(
  {
    amount: Amount('How much, in whole units of the currency and fractions of them.'),
    currency: Text('The currency, as a code such as USD.'),
  },
  { description: 'What the buyer pays for the whole order.' },
);
