/** Decisions can be replaced one by one, each replacement being given the original. */
import { expect, it } from 'vitest';
import { messages, reached, told, trial } from '../testing/trial.ts';

const subscribe = (channel: string) => ({ type: 'subscribe', channel });

it('lets anyone in whom another credential decision lets in', () => {
  const { present } = trial({
    decide: { credential: (original) => (credential) => original(credential) ?? { user: 'ghost', roles: [] } },
  });
  expect(told(present('c', { status: 'bad signature' }))).toEqual(['connected']);
});

it('keeps a connection whose expiry is never found over, and does not wait for it for ever', () => {
  const { connect, pass, send } = trial({ decide: { expired: () => () => false } });
  connect('c', 'did:b', [], 1000);
  expect(pass(20_000)).toEqual([]);
  expect(told(send('c', { type: 'ping' }))).toEqual(['pong']);
});

it('can tell connecting from being connected', () => {
  const { connect, pass } = trial({
    decide: { expired: (original) => (at, now, when) => when === 'connected' && original(at, now, when) },
  });
  expect(told(connect('c', 'did:b', [], -1))).toEqual(['connected']);
  expect(told(pass(30_000))).toEqual(['Authentication required']);
});

it('grants what another right grants', () => {
  const { connect, send } = trial({ decide: { may: () => () => true } });
  connect('c', 'did:b');
  expect(told(send('c', subscribe('order:none')))).toEqual(['subscribed order:none']);
});

it('tells what does not exist from what is forbidden, where the explanation does', () => {
  const { connect, send } = trial({
    decide: {
      explain: (original) => (trouble, item, world) =>
        world.order.has(item ?? '') ? original(trouble, item, world) : { message: 'No such thing' },
    },
  });
  connect('c', 'did:x');
  expect(told(send('c', subscribe('order:none')))).toEqual(['No such thing']);
});

it('makes effect and answers follow from the rulings', () => {
  const { connect, send, publish } = trial({
    decide: { rulings: () => (_, rulings) => rulings.map(({ channel }) => ({ channel, refusal: 'not-authorized' })) },
  });
  connect('c', 'did:b');
  expect(told(send('c', subscribe('global')))).toEqual(['Not authorized to subscribe to: global']);
  expect(messages(publish('proposal.created', 'p'))).toEqual([]);
});

it('keeps the effect where only the answers change', () => {
  const { connect, send, publish } = trial({
    decide: { answers: (original) => (cause, frames) => (cause.do === 'subscribe' ? [] : original(cause, frames)) },
  });
  expect(told(connect('c', 'did:b'))).toEqual(['connected']);
  expect(send('c', subscribe('global'))).toEqual([]);
  expect(reached(publish('proposal.created', 'p'))).toEqual(['c']);
});

it('forgets to forget, where subscriptions are held on to', () => {
  const { connect, send, publish } = trial({
    decide: {
      holds: (original) => (held, command, confirmed) =>
        command.do === 'unsubscribe' ? held : original(held, command, confirmed),
    },
  });
  connect('c', 'did:b');
  send('c', subscribe('global'));
  expect(told(send('c', { type: 'unsubscribe', channel: 'global' }))).toEqual(['unsubscribed global']);
  expect(reached(publish('proposal.created', 'p'))).toEqual(['c']);
});

it('sends an event twice to those that are listed twice', () => {
  const { connect, send, publish } = trial({
    decide: {
      recipients:
        (original) =>
        (...seen) =>
          original(...seen).flatMap((id) => [id, id]),
    },
  });
  connect('c', 'did:b');
  send('c', subscribe('global'));
  expect(reached(publish('proposal.created', 'p'))).toEqual(['c', 'c']);
});

it('closes what does not survive bad input, after the answer', () => {
  const { connect, text } = trial({ decide: { survives: () => (problem) => problem !== 'not-json' } });
  connect('c', 'did:b');
  expect(text('c', '7').map((output) => output.do)).toEqual(['message']);
  expect(text('c', '{').map((output) => output.do)).toEqual(['message', 'close']);
});

it('pings the dead for as long as they count as alive', () => {
  const { connect, pass } = trial({ decide: { alive: () => () => true } });
  connect('c', 'did:b');
  expect(pass(300_000).map((output) => output.do)).toEqual(Array.from({ length: 10 }, () => 'ping'));
});
