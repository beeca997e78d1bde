/** Rights to channels, on histories told by hand. */
import {
  dispute,
  malformed,
  notAuthorized,
  order,
  proposal,
  shipment,
  subscribe,
  subscribed,
  unsubscribe,
  unsubscribed,
} from '../../self-test/commerce-frames.ts';
import { type Cases, judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

/** An order of `did:a` and `did:b`, and all that may belong to it; `c` is a stranger, `s` a signer. */
const world = (): Told =>
  told()
    .opens('a')
    .opens('b')
    .opens('c')
    .opens('s', { roles: ['signer'] })
    .publishes('order.created', order)
    .publishes('dispute.filed', dispute)
    .publishes('shipment.created', shipment)
    .publishes('proposal.created', proposal);
const granted = (history: Told, client: string, channel: string) =>
  history.sends(client, subscribe(channel)).gets(client, subscribed(channel));
const refused = (history: Told, client: string, channel: string) =>
  history.sends(client, subscribe(channel)).gets(client, notAuthorized(channel));

const thing = (
  channel: string,
  event: string,
  fields: Readonly<Record<string, unknown>>,
  entitled: readonly string[],
  stranger: string,
): readonly [Cases, Cases] => [
  {
    holds: Object.fromEntries(
      entitled.map((client) => [`${client} is let in`, granted(world(), client, channel).ends()]),
    ),
    breaks: Object.fromEntries(
      entitled.map((client) => [`${client} is refused`, refused(world(), client, channel).ends()]),
    ),
    passesOver: {
      'a stranger is refused': refused(world(), stranger, channel).ends(),
      'the thing is being created, and the refusal comes': refused(
        told()
          .opens('a')
          .opens('b')
          .opens('s', { roles: ['signer'] })
          .publishes('order.created', { ...order, orderId: 'o2' })
          .asks(event, { ...fields, orderId: 'o2', [`${channel.split(':')[0]}Id`]: 'new' }),
        entitled[0] ?? '',
        `${channel.split(':')[0]}:new`,
      )
        .says()
        .ends(),
      'the thing is being created, and the confirmation comes': granted(
        told()
          .opens('a')
          .opens('b')
          .opens('s', { roles: ['signer'] })
          .publishes('order.created', { ...order, orderId: 'o2' })
          .asks(event, { ...fields, orderId: 'o2', [`${channel.split(':')[0]}Id`]: 'new' }),
        entitled[0] ?? '',
        `${channel.split(':')[0]}:new`,
      )
        .says()
        .ends(),
      'nobody knows the thing': refused(
        told().opens(entitled[0] ?? ''),
        entitled[0] ?? '',
        `${channel}:elsewhere`,
      ).ends(),
      'nobody knows the thing, and it is open': granted(
        told().opens(entitled[0] ?? ''),
        entitled[0] ?? '',
        `${channel}:elsewhere`,
      ).ends(),
    },
  },
  {
    holds: {
      'a stranger is refused': refused(world(), stranger, channel),
      'a stranger is refused once more': refused(refused(world(), stranger, channel), stranger, channel),
    },
    beside: (history) => granted(history, entitled[0] ?? '', channel).ends(),
    breaks: {
      'a stranger is let in': granted(world(), stranger, channel).ends(),
      'a stranger is let in after one who is entitled': granted(
        granted(world(), entitled[0] ?? '', channel),
        stranger,
        channel,
      ).ends(),
    },
    passesOver: { 'one who is entitled is let in': granted(world(), entitled[0] ?? '', channel).ends() },
    ignores: {
      'something else is confirmed': granted(
        world().sends(stranger, subscribe(channel)).gets(stranger, subscribed('global')),
        entitled[0] ?? '',
        channel,
      ).ends(),
    },
  },
];

const [orderGranted, orderRefused] = thing('order:o', 'order.created', order, ['a', 'b'], 'c');
const [disputeGranted, disputeRefused] = thing('dispute:d', 'dispute.filed', dispute, ['a', 'b'], 's');
const [shipmentGranted, shipmentRefused] = thing('shipment:s', 'shipment.created', shipment, ['a', 'b'], 'c');
const [proposalGranted, proposalRefused] = thing('proposal:p', 'proposal.created', proposal, ['s'], 'a');

const own = 'user:did:a';
const nobody = 'order:wp:nobody';
/** An order is refused to a stranger, then one that does not exist, in words of its own. */
const both = (message: object) => refused(world(), 'c', 'order:o').sends('c', subscribe(nobody)).gets('c', message);
const list = (...answers: readonly object[]) =>
  answers
    .reduce<Told>(
      (history, answer) => history.gets('a', answer),
      world().sends('a', subscribe(own, 'user:did:b', 'global')),
    )
    .ends();
/** A stranger is refused what one who is entitled watches. */
const shut = () => refused(world().watches('a', 'order:o'), 'c', 'order:o');

judging('rights', {
  'order-granted': orderGranted,
  'order-refused': orderRefused,
  'dispute-granted': disputeGranted,
  'dispute-refused': disputeRefused,
  'shipment-granted': shipmentGranted,
  'shipment-refused': shipmentRefused,
  'proposal-granted': {
    ...proposalGranted,
    holds: {
      ...proposalGranted.holds,
      'the role stands behind another': granted(
        world().opens('t', { roles: ['auditor', 'signer'] }),
        't',
        'proposal:p',
      ).ends(),
    },
  },
  'proposal-refused': {
    ...proposalRefused,
    breaks: {
      ...proposalRefused.breaks,
      'another role opens it': granted(world().opens('t', { roles: ['auditor'] }), 't', 'proposal:p').ends(),
      'a role opens it that only begins so': granted(
        world().opens('t', { roles: ['signer2'] }),
        't',
        'proposal:p',
      ).ends(),
    },
  },
  'user-granted': {
    holds: {
      'it is the user': granted(told().opens('a'), 'a', own).ends(),
      'its name is treacherous': granted(
        told().opens('a', { user: '{user}:__proto__' }),
        'a',
        'user:{user}:__proto__',
      ).ends(),
    },
    breaks: { 'the user is refused': refused(told().opens('a'), 'a', own).ends() },
    passesOver: {
      'it is given up': told().opens('a').sends('a', unsubscribe(own)).gets('a', unsubscribed(own)).ends(),
    },
  },
  'user-refused': {
    holds: {
      'it is somebody else': refused(told().opens('a'), 'a', 'user:did:b'),
      'the name goes on': refused(told().opens('a'), 'a', 'user:did:a:1'),
      'the name differs in case': refused(told().opens('a'), 'a', 'user:DID:A'),
    },
    beside: (history) =>
      ['did:b', 'did:a:1', 'DID:A']
        .reduce((so, user) => granted(so.opens(user, { user }), user, `user:${user}`), history)
        .ends(),
    breaks: {
      'somebody else is let in': granted(told().opens('a'), 'a', 'user:did:a:1').ends(),
      'a role opens it': granted(told().opens('s', { roles: ['signer'] }), 's', own).ends(),
    },
    passesOver: { 'it is the user': granted(told().opens('a'), 'a', own).ends() },
  },
  'global-granted': {
    holds: { 'anybody is let in': granted(told().opens('c'), 'c', 'global').ends() },
    breaks: { 'somebody is refused': refused(told().opens('c'), 'c', 'global').ends() },
    passesOver: { 'another channel is asked for': granted(told().opens('a'), 'a', own).ends() },
  },
  'what-does-not-exist': {
    holds: {
      'it is refused': refused(world(), 'a', nobody),
      'it is refused to a signer': refused(world(), 's', 'proposal:wp:nobody'),
    },
    beside: (history) => granted(granted(history, 'a', 'order:o'), 's', 'proposal:p').ends(),
    breaks: { 'it is confirmed': granted(told().opens('a'), 'a', nobody).ends() },
    ignores: {
      'something else is confirmed': granted(
        world().sends('a', subscribe(nobody)).gets('a', subscribed('global')),
        'a',
        'order:o',
      ).ends(),
    },
    passesOver: {
      'only channels of another kind are granted': refused(granted(world(), 's', 'proposal:p'), 's', nobody).ends(),
      'it exists': granted(world(), 'a', 'order:o').ends(),
      'somebody else may have made it': granted(told().opens('a'), 'a', 'order:elsewhere').ends(),
    },
  },
  'no-existence-oracle': {
    holds: {
      'the words are the same': both(notAuthorized(nobody)),
      'the words are the same to two users': refused(refused(world(), 'c', 'dispute:d'), 's', 'dispute:wp:nobody'),
      'a badly formed channel is told so': refused(refused(world(), 'c', 'order:o'), 'c', nobody)
        .sends('c', subscribe('order:wp:no body'))
        .gets('c', malformed('order:wp:no body')),
    },
    beside: (history) => granted(granted(history, 'a', 'order:o'), 'a', 'dispute:d').ends(),
    breaks: {
      'the text tells': both({ type: 'error', message: `Not found: ${nobody}`, code: 'NOT_AUTHORIZED' }),
      'the code tells': both({ ...notAuthorized(nobody), code: 'NOT_FOUND' }),
      'only one has a code': both({ type: 'error', message: notAuthorized(nobody).message }),
    },
    passesOver: { 'only what exists is refused': refused(world(), 'c', 'order:o').ends() },
    ignores: {
      'channels of different kinds are refused in different words': granted(
        refused(world(), 'c', 'order:o').sends('c', subscribe('dispute:wp:nobody')).gets('c', {
          type: 'error',
          message: 'That dispute is not yours: dispute:wp:nobody',
          code: 'NOT_AUTHORIZED',
        }),
        'a',
        'order:o',
      ).ends(),
    },
  },
  'one-by-one': {
    holds: {
      'the others are confirmed': list(subscribed(own), notAuthorized('user:did:b'), subscribed('global')),
      'the refused one is badly formed': told()
        .opens('a')
        .sends('a', subscribe('nonsense', own))
        .gets('a', malformed('nonsense'))
        .gets('a', subscribed(own))
        .ends(),
    },
    breaks: {
      'all are refused': list(notAuthorized(own), notAuthorized('user:did:b'), notAuthorized('global')),
      'what follows the refusal is refused': list(
        subscribed(own),
        notAuthorized('user:did:b'),
        notAuthorized('global'),
      ),
    },
    passesOver: {
      'all are confirmed': told()
        .opens('a')
        .sends('a', subscribe(own, 'global'))
        .gets('a', subscribed(own))
        .gets('a', subscribed('global'))
        .ends(),
    },
  },
  'malformed-channel': {
    holds: {
      'subscribe is refused': told().opens('a').sends('a', subscribe('nonsense')).gets('a', malformed('nonsense')),
      'unsubscribe is refused': told().opens('a').sends('a', unsubscribe('nonsense')).gets('a', malformed('nonsense')),
      'a channel lacks its id': told().opens('a').sends('a', subscribe('order:')).gets('a', malformed('order:')),
      'an id holds white space': told().opens('a').sends('a', subscribe('order:a b')).gets('a', malformed('order:a b')),
    },
    beside: (history) => granted(history, 'a', own).sends('a', unsubscribe(own)).gets('a', unsubscribed(own)).ends(),
    breaks: {
      'subscribe is confirmed': granted(told().opens('a'), 'a', 'nonsense').ends(),
      'unsubscribe is confirmed': told()
        .opens('a')
        .sends('a', unsubscribe('nonsense'))
        .gets('a', unsubscribed('nonsense'))
        .ends(),
      'it is refused for want of a right': refused(told().opens('a'), 'a', 'nonsense').ends(),
      'global takes an id': granted(told().opens('a'), 'a', 'global:1').ends(),
    },
    passesOver: { 'a channel is well formed': granted(told().opens('a'), 'a', own).ends() },
    ignores: {
      'something else is confirmed': granted(
        told().opens('a').sends('a', subscribe('nonsense')).gets('a', subscribed('global')),
        'a',
        own,
      ).ends(),
    },
  },
  'silent-after-refusal': {
    holds: {
      'the event has not come when a later command is answered': shut().publishes('order.paid', order).fences('c'),
    },
    beside: (history) => history.receives('a', 'order.paid', order).ends(),
    breaks: {
      'the event comes all the same': shut().publishes('order.paid', order).receives('c', 'order.paid', order).ends(),
    },
    passesOver: {
      'nothing proves that it has not come': shut().publishes('order.paid', order).ends(),
      'the hook refuses to publish it': shut()
        .asks('order.paid', order)
        .says({ status: 'refused', code: 409, error: 'no' })
        .fences('c')
        .ends(),
      'the channel is asked for again while it is published': shut()
        .asks('order.paid', order)
        .sends('c', subscribe('order:o'))
        .gets('c', notAuthorized('order:o'))
        .says()
        .fences('c')
        .ends(),
    },
  },
});
