/** The heartbeat, on histories told by hand. */
import { connected, ping, subscribe, subscribed } from '../../self-test/commerce-frames.ts';
import { judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

const period = 30_000;
/** The tolerance of a timer that is due after 30 s. */
const late = 1500;
const beaten = (...gaps: readonly number[]): Told =>
  gaps.reduce((history, gap) => history.passes(gap).pings('a'), told().opens('a'));
/** Another connection of the same user answers its pings, and is kept. */
const beat = (history: Told, client: string) => history.pings(client).passes(period).pings(client);
/** A client that does not answer, whose only ping comes after 30 s. */
const silent = () => told().opens('a', { pongs: false }).passes(period).pings('a');

judging('heartbeat', {
  first: {
    holds: {
      'it comes after a period': beaten(period).ends(),
      'it comes at once': beaten(0).ends(),
      'it comes as late as a timer may be': beaten(period + late).ends(),
      'it comes before the greeting': told()
        .knocks('a')
        .pings('a')
        .gets('a', connected('did:a'))
        .passes(period)
        .pings('a')
        .passes(late + 1)
        .ends(),
      'the client does not answer': silent().ends(),
    },
    breaks: {
      'it is later than a timer may be': beaten(period + late + 1).ends(),
      'it never comes': told()
        .opens('a')
        .passes(period + late + 1)
        .ends(),
      'the other connection has it': told()
        .opens('a')
        .opens('b')
        .passes(period)
        .pings('b')
        .passes(late + 1)
        .ends(),
    },
    passesOver: {
      'none comes for hardly longer than can be told': told('commerce', 100)
        .opens('a')
        .passes(period + late + 50)
        .ends(),
      'the client leaves before it is due': told()
        .opens('a')
        .passes(period + late)
        .ends(),
    },
  },
  'on-time': {
    holds: {
      'a period lies between two': beaten(100, period, period).ends(),
      'gaps are as short and as long as a timer may make them': beaten(
        100,
        period - late,
        period + late,
        period - late,
      ).ends(),
      'other messages come in between': beaten(100)
        .sends('a', subscribe('global'))
        .gets('a', subscribed('global'))
        .passes(period)
        .pings('a')
        .ends(),
    },
    breaks: {
      'a gap is too long': beaten(100, period + late + 1).ends(),
      'a gap is too short': beaten(100, period - late - 1).ends(),
      'one is left out': beaten(100, 2 * period).ends(),
      'they come to an end': beaten(100, period)
        .passes(period + late + 1)
        .ends(),
    },
    passesOver: {
      'there is but one': beaten(period).passes(period).ends(),
      'no second comes for hardly longer than can be told': told('commerce', 100)
        .opens('a')
        .pings('a')
        .passes(period + late + 50)
        .ends(),
    },
  },
  'ends-the-silent': {
    holds: {
      'it is terminated when the next is due': silent().passes(period).closes('a'),
      'it is ended with a close frame': silent().passes(period).closes('a', 1001),
      'it is terminated as early as a timer may be': silent()
        .passes(period - late)
        .closes('a'),
      'it is terminated as late as a timer may be': silent()
        .passes(period + late)
        .closes('a'),
      'the client still asks for something': silent().passes(20).fences('a').passes(period).closes('a'),
    },
    beside: (history) => beat(history.opens('z', { user: 'did:a' }), 'z').ends(),
    breaks: {
      'it is ended at once': silent().closes('a').ends(),
      'it is ended too late': silent()
        .passes(period + late + 1)
        .closes('a')
        .ends(),
      'it is kept': silent()
        .passes(period)
        .pings('a')
        .passes(late + 1)
        .ends(),
    },
    passesOver: {
      'it ends early, as for a shutdown': silent().passes(4000).closes('a', 1001).ends(),
      'every ping is answered': beaten(100, period).ends(),
      'the client leaves first': silent().passes(period).ends(),
      'it is kept for hardly longer than can be told': told('commerce', 100)
        .opens('z', { user: 'did:a' })
        .opens('a', { pongs: false })
        .pings('a')
        .pings('z')
        .passes(period)
        .pings('z')
        .passes(late + 50)
        .ends(),
      'a shutdown ends it': silent().asksToEnd('shutdown').closes('a', 1001).says().ends(),
    },
  },
  'keeps-the-answering': {
    holds: {
      'another ping comes after one that was answered': beaten(100, period).ends(),
      'the server shuts down of its own accord in the end': beaten(100, period).passes(period).closes('a', 1001).ends(),
    },
    breaks: {
      'it is terminated all the same': beaten(100).passes(period).closes('a').ends(),
      'it is closed all the same': beaten(100, period).passes(period).closes('a', 1008).ends(),
    },
    passesOver: {
      'only one ping has come': beaten(period).ends(),
      'a shutdown ends it': beaten(100).asksToEnd('shutdown').closes('a', 1001).says().ends(),
      'the client leaves, and its last command is dropped': beaten(100)
        .sends('a', ping)
        .leaves('a')
        .closes('a', 1000)
        .ends(),
    },
  },
});
