/** The events of the funds that hold domains: their value, their fees, and the shares that come and go. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Amount, OneOf, Text } from '../types.ts';
import { authoritative } from './fields.ts';

const FundSymbol = Text('The symbol of the fund, such as DOMX.');

const accrued = { event_type: 'MANAGEMENT_FEE_ACCRUAL', etf_symbol: 'DOMX', amount: 12.5, nav: 101.2 } as const;
const issued = { flow_type: 'ISSUE', etf_symbol: 'DOMX', shares: 100, nav_per_share: 1.01 } as const;

/** Every event of the funds, by name. */
export const funds = {
  nav_update: message(
    'The net asset value has been worked out anew. A client that is not told it here fetches it.',
    Type.Object({ nav: Type.Optional(Amount('The net asset value.')) }, authoritative),
    {
      examples: [{}, { nav: 101.25 }],
      invalid: [
        { body: { nav: null }, at: '/nav', keyword: 'type' },
        { body: { nav: -1 }, at: '/nav', keyword: 'minimum' },
      ],
    },
  ),
  fee_accrual: message(
    'A fee has accrued in a fund.',
    Type.Object(
      {
        event_type: OneOf(['MANAGEMENT_FEE_ACCRUAL', 'PERFORMANCE_FEE_ACCRUAL'], { description: 'Which fee.' }),
        etf_symbol: FundSymbol,
        amount: Amount('How much has accrued.'),
        nav: Amount('The net asset value it was worked out on.'),
      },
      authoritative,
    ),
    {
      examples: [accrued, { ...accrued, event_type: 'PERFORMANCE_FEE_ACCRUAL', amount: 0 }],
      invalid: [
        { body: { ...accrued, event_type: 'FEE_ACCRUAL' }, at: '/event_type', keyword: 'enum' },
        { body: { ...accrued, amount: -12.5 }, at: '/amount', keyword: 'minimum' },
      ],
    },
  ),
  etf_flow: message(
    'Shares of a fund have been issued or redeemed.',
    Type.Object(
      {
        flow_type: OneOf(['ISSUE', 'REDEEM'], { description: 'Whether shares came into being or ceased to be.' }),
        etf_symbol: FundSymbol,
        shares: Amount('How many shares.'),
        nav_per_share: Amount('The net asset value of one share.'),
      },
      authoritative,
    ),
    {
      examples: [issued, { ...issued, flow_type: 'REDEEM', shares: 0.5 }],
      invalid: [
        { body: { ...issued, flow_type: 'issue' }, at: '/flow_type', keyword: 'enum' },
        { body: { ...issued, etf_symbol: '' }, at: '/etf_symbol', keyword: 'minLength' },
      ],
    },
  ),
};
