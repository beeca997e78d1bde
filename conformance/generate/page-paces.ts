/** The tables of the promises about time: beats by message, how many messages a client may send, and paces of events. */
import type { HeartbeatPromise } from '../../schemas/promises/heartbeat.ts';
import type { LimitsPromise } from '../../schemas/promises/limits.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { code, type Link, listed, table } from './markdown.ts';
import { endWords } from './page-endings.ts';
import { field, messageLink, sentLink } from './page-keys.ts';
import type { Blocks } from './page-tables.ts';
import { INPUT, inSeconds, paceWords } from './page-words.ts';

/** How the connection of a client that does not answer ends, and when. */
const silence = (protocol: Protocol, { forgives, ending, level = 'MUST' }: HeartbeatPromise, link: Link): string => {
  const end = ending === 'terminate' ? 'ended, with or without a close frame' : endWords(protocol, ending, link);
  const since = forgives === 0 ? 'the one before was' : `the ${forgives + 1} before were`;
  return `in place of a beat, where ${since} not answered: ${end}${level === 'MUST' ? '' : ` (${level}; else beats go on)`}`;
};

export const heartbeat: Blocks = (protocol, link) => {
  const { heartbeat: promise } = protocol.promises;
  if (!promise) return [];
  const { send, answer, every, from, uptime } = promise;
  const isFrame = send === 'ping frame';
  const beat = isFrame ? 'a ping frame' : messageLink('control', send, link);
  const answers = answer === undefined ? 'a pong frame' : messageLink('command', answer, link);
  const first = from === undefined ? 'the first within that of connecting' : `counted from the ${from}`;
  return table(
    ['What', 'Where', 'How'],
    [
      ['the beat', beat, `every ${inSeconds(every)}, ${first}`],
      ...(isFrame || answer !== undefined ? [['the answer', answers, 'one for all beats so far']] : []),
      ...(uptime === undefined
        ? []
        : [['the time that a connection has been open', `${field(uptime)} of ${beat}`, 'ms since the greeting']]),
      ['the end of who is silent', 'the connection', silence(protocol, promise, link)],
    ],
  );
};

const overWords = ({ over: { error, connection, coolDown } }: LimitsPromise, link: Link): string => {
  const then =
    connection === 'goes on'
      ? 'it has no effect, counts for nothing, and the connection goes on'
      : `its connection ends${coolDown === undefined ? '' : `, and new ones are refused for ${inSeconds(coolDown)}`}`;
  return `${link('errors', error)}; ${then}`;
};

export const limits: Blocks = (protocol, link) => {
  const { limits: promise } = protocol.promises;
  if (!promise) return [];
  const { per, most, within, free = [], warning } = promise;
  return table(
    ['What', 'How'],
    [
      ['the limit', `${most} messages in any ${inSeconds(within)}, of each ${per}`],
      [
        'what counts',
        `all that arrive${free.length > 0 ? `; of ${listed(free.map((way) => INPUT[way]))} it is free` : ''}`,
      ],
      ['one above the limit', overWords(promise, link)],
      ...(warning
        ? [
            [
              `the message with which the count becomes ${warning.at}`,
              `${sentLink(protocol, warning.message, link)}, with ${listed([warning.limit, warning.current, warning.resets].map(field), 'and')}`,
            ],
          ]
        : []),
    ],
  );
};

export const pacing: Blocks = ({ promises }, link) =>
  table(
    ['Event', 'How often it goes out'],
    Object.entries(promises.pacing ?? {}).map(([event, pace]) => [
      messageLink('event', event, link),
      pace ? paceWords(pace) : code(event),
    ]),
  );
