/** The page of a protocol whose clients speak first, and whose operations go by ids of their own. */
import { expect, it } from 'vitest';
import { protocol } from '../../docs/examples/graphql-transport-ws/protocol.ts';
import { suiteView } from '../suites/view.ts';
import { page } from './page.ts';

const text = page(protocol, suiteView(protocol));

it.each([
  ['the subprotocol', 'Clients offer the subprotocol `graphql-transport-ws`'],
  ['who speaks first', 'A client speaks first, with [`connection_init`]'],
  ['by when', 'Where that has not come within 3 s, the connection is closed with `4408`.'],
  ['where the token stands', 'The token stands in `payload.token` of that command.'],
  ['what bad input brings', '| what is no JSON | 4400 |'],
  ['the life of an operation', 'says that it has failed, and is over'],
])('tells %s', (_, told) => {
  expect(text).toContain(told);
});

it('says nothing of an expiry that nobody promises', () => {
  expect(text).not.toContain('expires');
});
