/** Taking leave, delays, and ends that clients ask for, on histories told by hand. */
import { telemetry } from '../../../schemas/telemetry/protocol.ts';
import { judging } from '../../self-test/judging.ts';
import {
  disconnect,
  error,
  goodbye,
  reconnect,
  refusal,
  subscribe,
  subscribed,
} from '../../self-test/telemetry-frames.ts';
import { told } from '../../self-test/told.ts';

const a = () => told(telemetry).opens('a');
const stopping = () => a().asksToEnd('server_shutdown');
const restarting = () => a().asksToEnd('server_restart').says();
/** Of its own accord it takes leave, with so many ms of delay. */
const moving = (delay = 5000) => a().gets('a', reconnect('server_restart', delay));
const leaving = () => a().sends('a', disconnect);

judging(
  'closing',
  {
    'server_shutdown-farewell': {
      holds: {
        'leave is taken before the close': stopping()
          .gets('a', goodbye('server_shutdown'))
          .closes('a', 1001)
          .says()
          .ends(),
        'an answer comes before it': a()
          .sends('a', subscribe('orders'))
          .asksToEnd('server_shutdown')
          .gets('a', subscribed('orders'))
          .gets('a', goodbye('server_shutdown'))
          .closes('a', 1001)
          .says()
          .ends(),
      },
      breaks: {
        'no leave is taken': stopping().closes('a', 1001).says().ends(),
        'another reason is told': stopping().gets('a', goodbye('error')).closes('a', 1001).says().ends(),
      },
      passesOver: {
        'the client leaves first': a().leaves('a').asksToEnd('server_shutdown').closes('a', 1000).says().ends(),
        'another end is asked for': a().asksToEnd('error').says().gets('a', goodbye('error')).closes('a', 4002).ends(),
      },
    },
    server_restart: {
      holds: {
        'the close comes at once': restarting().gets('a', reconnect('server_restart', 5000)).closes('a', 1012).ends(),
        'the close comes later, and life goes on until then': restarting()
          .gets('a', reconnect('server_restart', 5000))
          .fences('a')
          .passes(5000)
          .closes('a', 1012)
          .ends(),
        'nobody has asked for it': moving().fences('a').passes(5000).closes('a', 1012).ends(),
        'nobody has asked for it, and commands are dropped': moving()
          .sends('a', subscribe('orders'))
          .closes('a', 1012)
          .ends(),
      },
      breaks: {
        'nobody has asked for it, and another code comes': moving().closes('a', 1001).ends(),
        'nobody has asked for it, and no close frame comes': moving().closes('a').ends(),
        'another code comes': restarting().gets('a', reconnect('server_restart', 0)).closes('a', 1001).ends(),
        'it stays open': restarting().gets('a', reconnect('server_restart', 1000)).passes(1501).ends(),
      },
      passesOver: {
        'nobody has asked for it, and the client leaves before the time is up': moving().fences('a').ends(),
        'another reason comes in between': moving().gets('a', goodbye('server_shutdown')).closes('a', 1001).ends(),
        'the client leaves before the time is up': restarting()
          .gets('a', reconnect('server_restart', 5000))
          .passes(4000)
          .ends(),
      },
    },
    'server_restart-delay': {
      holds: {
        'the close comes as announced': restarting()
          .gets('a', reconnect('server_restart', 5000))
          .passes(5000)
          .closes('a', 1012)
          .ends(),
        'a timer is late': restarting()
          .gets('a', reconnect('server_restart', 5000))
          .passes(5500)
          .closes('a', 1012)
          .ends(),
      },
      breaks: {
        'nobody has asked for it, and it comes too late': moving().passes(5501).closes('a', 1012).ends(),
        'nobody has asked for it, and it never comes': moving().passes(6000).ends(),
        'it comes too late': restarting()
          .gets('a', reconnect('server_restart', 5000))
          .passes(5501)
          .closes('a', 1012)
          .ends(),
        'it never comes': restarting().gets('a', reconnect('server_restart', 5000)).passes(6000).ends(),
      },
      passesOver: { 'the client leaves first': restarting().gets('a', reconnect('server_restart', 5000)).ends() },
    },
    'on-disconnect': {
      holds: {
        'the connection is closed': leaving().gets('a', goodbye('client_disconnect')).closes('a', 1000).ends(),
      },
      breaks: {
        'another code comes': leaving().gets('a', goodbye('client_disconnect')).closes('a', 1001).ends(),
        'something that was asked later is answered': leaving().fences('a').ends(),
        'nothing comes of it': leaving().silence('a').ends(),
      },
      passesOver: {
        'the client leaves before it can be closed': leaving().ends(),
        'what asks for it is bad input': a()
          .sends('a', { event: 'disconnect', data: 5 })
          .gets('a', error('INVALID_MESSAGE'))
          .ends(),
      },
    },
    'on-disconnect-farewell': {
      holds: { 'leave is taken': leaving().gets('a', goodbye('client_disconnect')).closes('a', 1000).ends() },
      breaks: {
        'no leave is taken': leaving().closes('a', 1000).ends(),
        'another reason is told': leaving().gets('a', goodbye('error')).closes('a', 1000).ends(),
      },
    },
    'on-disconnect-answers-first': {
      holds: {
        'what was asked before is answered': a()
          .sends('a', subscribe('orders'))
          .sends('a', disconnect)
          .gets('a', subscribed('orders'))
          .gets('a', goodbye('client_disconnect'))
          .closes('a', 1000)
          .ends(),
      },
      breaks: {
        'what was asked before is not answered': a()
          .sends('a', subscribe('orders'))
          .sends('a', disconnect)
          .gets('a', goodbye('client_disconnect'))
          .closes('a', 1000)
          .ends(),
      },
      passesOver: {
        'something was asked later': leaving()
          .sends('a', subscribe('orders'))
          .gets('a', goodbye('client_disconnect'))
          .closes('a', 1000)
          .ends(),
      },
    },
    'stays-open': {
      holds: { 'the client leaves': a().fences('a').ends() },
      breaks: {
        'it ends without a word': a().closes('a', 1012).ends(),
        'leave is taken for a reason that only a client has': a()
          .gets('a', goodbye('client_disconnect'))
          .closes('a', 1000)
          .ends(),
        'leave is taken for a session that lives': a().gets('a', goodbye('session_expired')).closes('a', 4001).ends(),
        'leave is taken for an error': a().gets('a', goodbye('error')).closes('a', 4002).ends(),
        'leave is taken as it was to be of somebody else': a()
          .opens('b')
          .asksToEnd('server_restart', 'did:b')
          .says()
          .gets('b', reconnect('server_restart', 0))
          .gets('a', reconnect('server_restart', 0))
          .closes('b', 1012)
          .closes('a', 1012)
          .ends(),
      },
      passesOver: {
        'the server refreshes sessions': a().gets('a', reconnect('session_refresh', 0)).closes('a', 1012).ends(),
        'the server shuts down': a().gets('a', goodbye('server_shutdown')).closes('a', 1001).ends(),
        'the client leaves as the server has begun to restart': moving().ends(),
      },
    },
    server_shutdown: {
      holds: {
        'it is asked for': stopping().gets('a', goodbye('server_shutdown')).closes('a', 1001).says().ends(),
        'nobody has asked for it': a().gets('a', goodbye('server_shutdown')).passes(1500).closes('a', 1001).ends(),
      },
      breaks: {
        'nobody has asked for it, and another code comes': a()
          .gets('a', goodbye('server_shutdown'))
          .closes('a', 1000)
          .ends(),
        'nobody has asked for it, and what is asked later is answered': a()
          .gets('a', goodbye('server_shutdown'))
          .fences('a')
          .ends(),
        'nobody has asked for it, and patience ends': a()
          .gets('a', goodbye('server_shutdown'))
          .sends('a', subscribe('orders'))
          .passes(10_000)
          .silence('a')
          .ends(),
      },
      passesOver: {
        'the client leaves before the close can come': a().gets('a', goodbye('server_shutdown')).ends(),
      },
    },
    'says-why': {
      holds: {
        'leave is taken': stopping().gets('a', goodbye('server_shutdown')).closes('a', 1001).says().ends(),
        'a refusal tells why': told(telemetry)
          .knocks('a', { token: 'missing' })
          .gets('a', refusal('AUTH_REQUIRED'))
          .closes('a', 4001)
          .ends(),
        'leave was taken, and then time had to pass': restarting()
          .gets('a', reconnect('server_restart', 5000))
          .fences('a')
          .passes(5000)
          .closes('a', 1012)
          .ends(),
      },
      breaks: {
        'nothing told why': stopping().closes('a', 1001).says().ends(),
        'an error came long before, about something else': stopping()
          .sends('a', 'no json')
          .gets('a', error('INVALID_MESSAGE'))
          .fences('a')
          .closes('a', 1001)
          .says()
          .ends(),
      },
      passesOver: {
        'a message was too large': a().sends('a', subscribe(), 65_537).closes('a', 1009).ends(),
        'the transport was broken': a().breaks('a', 'unmasked').closes('a', 1002).ends(),
      },
    },
    'last-word': {
      holds: { 'nothing comes after it': leaving().gets('a', goodbye('client_disconnect')).closes('a', 1000).ends() },
      breaks: {
        'it comes twice': leaving()
          .gets('a', goodbye('client_disconnect'))
          .gets('a', goodbye('client_disconnect'))
          .closes('a', 1000)
          .ends(),
        'an answer comes after it': leaving()
          .gets('a', goodbye('client_disconnect'))
          .gets('a', subscribed('orders'))
          .closes('a', 1000)
          .ends(),
      },
      passesOver: {
        'the leave tells of a delay': restarting()
          .gets('a', reconnect('server_restart', 5000))
          .fences('a')
          .closes('a', 1012)
          .ends(),
      },
    },
  },
  [
    ...['client_disconnect', 'session_expired', 'error', 'session_refresh'],
    ...['client_disconnect-farewell', 'session_expired-farewell', 'error-farewell', 'server_restart-farewell'],
    ...['session_refresh-farewell', 'session_refresh-delay', 'answers-the-close'],
  ],
  telemetry,
);
