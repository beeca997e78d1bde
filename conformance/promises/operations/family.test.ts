/** Tests of the family `operations` on histories told by hand. */
import { protocol } from '../../../docs/examples/graphql-transport-ws/protocol.ts';
import { withAt } from '../../scene/pointer.ts';
import { judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

const samples = protocol.promises.operations?.samples;
const single = (id: string) => ({ type: 'subscribe', id, ...samples?.single?.body });
const failing = (id: string) => ({ type: 'subscribe', id, ...samples?.failing?.body });
const endless = (id: string, room: string) => {
  return withAt({ type: 'subscribe', id, ...samples?.endless?.body }, '/payload/variables/room', room);
};
const next = (id: string, data: object = { hello: 'Hello.' }) => ({ type: 'next', id, payload: { data } });
const said = (id: string, room: string, text: string, by = 'Ada') => next(id, { said: { room, text, by } });
const done = (id: string) => ({ type: 'complete', id });
const failed = (id: string) => ({ type: 'error', id, payload: [{ message: 'No.' }] });
const cancel = done;

const isIn = () => told(protocol).opens('a');
/** An operation with one result comes to its end. */
const single1 = (history: Told, id: string): Told =>
  history.sends('a', single(id)).gets('a', next(id)).gets('a', done(id));
/** Something is said in a room. */
const say = (history: Told, room: string, text: string): Told => history.publishes('said', { room, text });
/** An endless operation about the kitchen is in force. */
const listening = () =>
  say(isIn().sends('a', endless('k', 'kitchen')), 'kitchen', 'one').gets('a', said('k', 'kitchen', 'one'));
/** Two of them, of which the first is cancelled, and that was heard. */
const cancelled = () => single1(listening().sends('a', endless('l', 'kitchen')).sends('a', cancel('k')), 's');

judging(
  'operations',
  {
    single: {
      holds: { 'it brings one item and its end': single1(isIn(), '1').ends() },
      breaks: {
        'it brings two items': isIn().sends('a', single('1')).gets('a', next('1')).gets('a', next('1')),
        'it brings none': isIn().sends('a', single('1')).gets('a', done('1')),
        'it fails': isIn().sends('a', single('1')).gets('a', failed('1')),
        'it does not end': isIn().sends('a', single('1')).gets('a', next('1')).silence('a'),
        'nothing comes of it': isIn().sends('a', single('1')).silence('a'),
      },
      passesOver: {
        'the client cancels it': isIn().sends('a', single('1')).sends('a', cancel('1')).silence('a').ends(),
        'the client leaves': isIn().sends('a', single('1')).ends(),
      },
    },
    failing: {
      beside: (history) => single1(history, 's').ends(),
      holds: { 'it fails': isIn().sends('a', failing('1')).gets('a', failed('1')) },
      breaks: {
        'it ends as if it were done': isIn().sends('a', failing('1')).gets('a', done('1')),
        'it brings an item': isIn().sends('a', failing('1')).gets('a', next('1')),
        'nothing comes of it': isIn().sends('a', failing('1')).silence('a'),
      },
      passesOver: { 'nothing is asked that fails': isIn().ends() },
    },
    'known-ids': {
      holds: { 'messages have ids of this connection': single1(isIn(), '1').ends() },
      breaks: {
        'one has an id that nobody gave': isIn().sends('a', single('1')).gets('a', next('2')),
        'one has the id of another connection': isIn().opens('b').sends('a', single('1')).gets('b', next('1')),
      },
      passesOver: { 'none comes': isIn().sends('a', cancel('1')).ends() },
    },
    'nothing-after-the-end': {
      holds: { 'another one goes on after it': single1(single1(isIn(), '1'), '2').ends() },
      breaks: {
        'an item comes after it': single1(isIn(), '1').gets('a', next('1')),
        'the end comes twice': single1(isIn(), '1').gets('a', done('1')),
        'the end comes after a failure': isIn().sends('a', failing('1')).gets('a', failed('1')).gets('a', done('1')),
      },
      passesOver: {
        'what was cancelled goes on a little': isIn()
          .sends('a', single('1'))
          .sends('a', cancel('1'))
          .gets('a', next('1'))
          .gets('a', done('1'))
          .ends(),
      },
    },
    reuse: {
      holds: { 'the id is taken again': single1(single1(isIn(), '1'), '1').ends() },
      breaks: { 'the connection is closed for it': single1(isIn(), '1').sends('a', single('1')).closes('a', 4409) },
      passesOver: {
        'every id is another': single1(single1(isIn(), '1'), '2').ends(),
        'the client leaves': single1(isIn(), '1').sends('a', single('1')).ends(),
      },
    },
    'late-cancel': {
      holds: { 'all goes on': single1(single1(isIn(), '1').sends('a', cancel('1')), '2').ends() },
      breaks: { 'the connection is closed': single1(isIn(), '1').sends('a', cancel('1')).closes('a', 4400) },
      passesOver: { 'it is not over': isIn().sends('a', single('1')).sends('a', cancel('1')).ends() },
    },
    taken: {
      holds: {
        'it is closed with its code': isIn()
          .fences('a')
          .sends('a', endless('1', 'kitchen'))
          .sends('a', endless('1', 'garden'))
          .closes('a', 4409),
      },
      breaks: {
        'it is closed with another code': isIn()
          .sends('a', endless('1', 'kitchen'))
          .sends('a', endless('1', 'garden'))
          .closes('a', 4400),
        'both are carried out': isIn()
          .sends('a', endless('1', 'kitchen'))
          .sends('a', endless('1', 'garden'))
          .silence('a'),
      },
      passesOver: {
        'the first may be over by then': isIn().sends('a', single('1')).sends('a', single('1')).closes('a', 4409),
        'the first was cancelled': isIn()
          .sends('a', endless('1', 'kitchen'))
          .sends('a', cancel('1'))
          .sends('a', endless('1', 'kitchen'))
          .ends(),
        'no ping was answered': isIn()
          .sends('a', endless('1', 'kitchen'))
          .sends('a', endless('1', 'kitchen'))
          .closes('a', 4409),
      },
    },
    'own-items': {
      holds: {
        'each brings its own': say(listening().sends('a', endless('g', 'garden')), 'garden', 'two')
          .gets('a', said('g', 'garden', 'two'))
          .ends(),
      },
      breaks: {
        'one brings what the other is about': say(listening().sends('a', endless('g', 'garden')), 'garden', 'two').gets(
          'a',
          said('k', 'garden', 'two'),
        ),
      },
      passesOver: {
        'there is but one': listening().ends(),
        'an item carries nothing': isIn().sends('a', endless('k', 'kitchen')).gets('a', next('k', {})).ends(),
      },
    },
    'as-published': {
      holds: { 'it comes as it was published': listening().ends() },
      breaks: {
        'somebody else is said to have said it': say(isIn().sends('a', endless('k', 'kitchen')), 'kitchen', 'one').gets(
          'a',
          said('k', 'kitchen', 'one', 'Bob'),
        ),
        'it comes otherwise': say(isIn().sends('a', endless('k', 'kitchen')), 'kitchen', 'wp:selftest1').gets(
          'a',
          said('k', 'kitchen', 'wp:selftest1 and more'),
        ),
      },
      passesOver: {
        'somebody else said something': isIn()
          .sends('a', endless('k', 'kitchen'))
          .gets('a', said('k', 'kitchen', 'Good evening.'))
          .ends(),
      },
    },
    delivers: {
      holds: {
        'it comes': say(listening(), 'kitchen', 'two')
          .gets('a', said('k', 'kitchen', 'two'))
          .ends(),
      },
      breaks: { 'it does not come': say(listening(), 'kitchen', 'two').silence('a') },
      passesOver: {
        'nothing has come before': say(isIn().sends('a', endless('k', 'kitchen')), 'kitchen', 'one')
          .silence('a')
          .ends(),
        'it is about something else': say(listening(), 'garden', 'two').silence('a').ends(),
        'it was cancelled': say(listening().sends('a', cancel('k')), 'kitchen', 'two')
          .silence('a')
          .ends(),
        'it was not published': listening()
          .asks('said', { room: 'kitchen', text: 'two' })
          .says({ status: 'refused', code: 409, error: 'not now' })
          .silence('a')
          .ends(),
      },
    },
    once: {
      holds: { 'it comes once': listening().ends() },
      breaks: { 'it comes twice': listening().gets('a', said('k', 'kitchen', 'one')) },
      passesOver: { 'nothing comes': isIn().sends('a', endless('k', 'kitchen')).ends() },
    },
    'heeds-cancel': {
      holds: {
        'only the other brings what is published then': say(cancelled(), 'kitchen', 'two')
          .gets('a', said('l', 'kitchen', 'two'))
          .ends(),
      },
      breaks: {
        'it still brings what is published then': say(cancelled(), 'kitchen', 'two').gets(
          'a',
          said('k', 'kitchen', 'two'),
        ),
      },
      passesOver: {
        'it may not have been heard': say(listening().sends('a', cancel('k')), 'kitchen', 'two')
          .gets('a', said('k', 'kitchen', 'two'))
          .ends(),
        'nobody brings it': cancelled().ends(),
      },
    },
  },
  [],
  protocol,
);
