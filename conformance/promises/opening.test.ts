/** Tests of what a client must say first, and of bad input that ends its connection, on histories told by hand. */
import { protocol } from '../../docs/examples/graphql-transport-ws/protocol.ts';
import { judging } from '../self-test/judging.ts';
import { type Guest, told, type Told } from '../self-test/told.ts';

const init = { type: 'connection_init', payload: { token: 't' } };
const ack = { type: 'connection_ack' };
const ping = { type: 'ping' };
const pong = { type: 'pong' };
const begin = { type: 'subscribe', id: '1', payload: { query: '{ hello }' } };

/** Somebody of the same user is let in, and another says nothing of itself. */
const mute = (guest: Guest = {}) => told(protocol).knocks('a', { opens: false, user: 'did:b', ...guest });
const beside = (history: Told): Told => history.opens('b').ends();
const isIn = () => told(protocol).opens('a', { user: 'did:b' });

judging(
  'handshake',
  {
    'first-message': {
      holds: {
        'the greeting comes first': told(protocol).opens('a').ends(),
        'a ping and a pong come before it': told(protocol)
          .knocks('a')
          .sends('a', init)
          .gets('a', ping)
          .gets('a', pong)
          .gets('a', ack)
          .ends(),
      },
      breaks: {
        'another message comes before it': told(protocol)
          .knocks('a')
          .sends('a', init)
          .gets('a', ping)
          .gets('a', { type: 'complete', id: '1' }),
        'it does not come': told(protocol).knocks('a').sends('a', init).silence('a').ends(),
        'nothing but a ping comes': told(protocol).knocks('a').sends('a', init).gets('a', ping).silence('a').ends(),
      },
      passesOver: {
        'the client says nothing': mute().ends(),
        'we came too late ourselves': told(protocol).knocks('a').passes(3100).sends('a', init).closes('a', 4408),
      },
    },
    once: {
      holds: { 'nothing comes but answers': isIn().sends('a', ping).gets('a', pong).ends() },
      breaks: { 'it comes twice': isIn().gets('a', ack) },
      passesOver: { 'nothing is answered': isIn().ends() },
    },
    'opens-in-time': {
      beside,
      holds: {
        'the connection is closed in time': mute().passes(3050).closes('a', 4408),
        'it is closed a little late': mute().passes(3400).closes('a', 4408),
        'a ping was answered meanwhile': mute()
          .passes(10)
          .sends('a', ping)
          .gets('a', pong)
          .passes(3000)
          .closes('a', 4408),
      },
      breaks: {
        'it is closed with another code': mute().passes(3050).closes('a', 4400),
        'it is closed too early': mute().passes(2000).closes('a', 4408),
        'it is closed much too late': mute().passes(9000).closes('a', 4408),
        'it is open for ever': mute().passes(9000).ends(),
      },
      passesOver: {
        'the client leaves before': mute().passes(1000).ends(),
        'the client has spoken': mute().sends('a', init).gets('a', ack).passes(9000).ends(),
      },
    },
    'opens-once': {
      holds: { 'it is closed with its code': isIn().sends('a', init).closes('a', 4429) },
      breaks: {
        'it is closed with another code': isIn().sends('a', init).closes('a', 4400),
        'it stays open': isIn().sends('a', init).silence('a'),
      },
      passesOver: { 'the client leaves at once': isIn().sends('a', init).ends() },
      ignores: { 'something else may have ended it': isIn().sends('a', '{').sends('a', init).closes('a', 4400) },
    },
    'nothing-before': {
      beside,
      holds: { 'it is closed with its code': mute().sends('a', begin).closes('a', 4401) },
      breaks: {
        'it is closed with another code': mute().sends('a', begin).closes('a', 4400),
        'it stays open': mute().sends('a', begin).silence('a'),
        'it is closed for its silence alone': mute().passes(100).sends('a', begin).passes(2900).closes('a', 4408),
        'the operation is carried out': mute()
          .sends('a', begin)
          .gets('a', { type: 'next', id: '1', payload: {} })
          .silence('a'),
      },
      passesOver: {
        'its time is over anyway': mute().passes(2950).sends('a', begin).passes(100).closes('a', 4408),
        'the greeting is under way': told(protocol).knocks('a').sends('a', init).sends('a', begin).closes('a', 4401),
        'it may come before': mute().sends('a', { type: 'complete', id: '1' }).ends(),
      },
    },
    'answers-before': {
      holds: { 'a ping is answered': mute().sends('a', ping).gets('a', pong).ends() },
      breaks: {
        'a ping is not answered': mute().sends('a', ping).silence('a').ends(),
        'a ping is not answered until its time is over': mute().sends('a', ping).passes(3000).closes('a', 4408),
      },
      passesOver: {
        'nobody asks': mute().ends(),
        'its time is over anyway': mute().passes(2950).sends('a', ping).passes(100).closes('a', 4408),
      },
    },
    subprotocol: {
      beside,
      holds: {
        'it is closed with its code': mute({ offers: 'other' }).closes('a', 4406),
        'it is refused': told(protocol).isRefused('a', { opens: false, offers: '', user: 'did:b' }),
      },
      breaks: {
        'it is closed with another code': mute({ offers: 'other' }).closes('a', 1002),
        'it stays open': mute({ offers: '' }).silence('a'),
      },
      passesOver: { 'the client leaves at once': mute({ offers: '' }).ends() },
    },
  },
  [],
  protocol,
);

/** What bad input of a way brings. */
const shut = (frame: object | string) => {
  const spoken = () => isIn().sends('a', ping).gets('a', pong);
  return {
    holds: { 'it is closed with 4400': spoken().sends('a', frame).closes('a', 4400) },
    breaks: {
      'it is closed with another code': spoken().sends('a', frame).closes('a', 4500),
      'it stays open': spoken().sends('a', frame).silence('a'),
    },
    passesOver: {
      'nothing good was taken before': isIn().sends('a', frame).closes('a', 4400),
      'the client leaves at once': spoken().sends('a', frame).ends(),
    },
    ignores: { 'another trespass came before': spoken().sends('a', init).sends('a', frame).closes('a', 4429) },
  };
};

judging(
  'closing',
  {
    'input-not-json': shut('{'),
    'input-not-object': shut('[]'),
    'input-unknown-command': shut({ type: 'start', id: '1' }),
    'input-bad-field': shut({ type: 'subscribe', id: '1', payload: { query: 7 } }),
  },
  ['going-away', 'stays-open', 'answers-the-close'],
  protocol,
);
