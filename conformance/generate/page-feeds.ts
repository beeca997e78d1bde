/** The tables of the promises about feeds: what a client asks for, how that is numbered, and what is folded of it. */
import type { BookSide } from '../../schemas/promises/books.ts';
import type { FilterList } from '../../schemas/promises/filters.ts';
import type { SequencePromise } from '../../schemas/promises/sequence.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { code, type Link, listed, table } from './markdown.ts';
import { field, messageLink } from './page-keys.ts';
import type { Blocks } from './page-tables.ts';

const alongWords = ({ promises }: Protocol, link: Link): readonly string[] =>
  Object.entries(promises.filters?.along ?? {}).map(
    ([name, other]) =>
      `${messageLink('event', name, link)} comes with ${messageLink('event', other ?? '', link)}, and cannot be asked for by itself.`,
  );

/** What lists call events, where that is not their own name. */
const calledTable = ({ promises }: Protocol, link: Link): readonly string[] =>
  table(
    ['Called', 'Event'],
    Object.entries(promises.filters?.called ?? {}).map(([event, name]) => [
      code(name ?? event),
      messageLink('event', event, link),
    ]),
  );

export const filters: Blocks = (protocol, link) => {
  const { filters: promise } = protocol.promises;
  if (!promise) return [];
  const { names, values, called, scoped = [], initially, begins, set, unknown } = promise;
  const lists = Object.entries(values);
  const inAddress = [names, ...Object.values(values)].some(({ query }) => query !== undefined);
  const row = (what: string, list: FilterList, compared: string, refusal?: string): readonly string[] => [
    ...[what, field(list.at), ...(inAddress ? [list.query === undefined ? '' : code(list.query)] : []), compared],
    refusal === undefined ? 'matches nothing' : link('errors', refusal),
  ];
  return [
    ...table(
      [
        'What is listed',
        `In ${code(set)}`,
        ...(inAddress ? ['In the address'] : []),
        'Compared with',
        'What nobody knows',
      ],
      [
        row('names', names, called ? 'what the event is called' : "the event's name", unknown),
        ...lists.map(([name, list]) => row(name, list, `${field(list.field)}, as a string`, list.unknown)),
      ],
    ),
    ...calledTable(protocol, link),
    [
      ...alongWords(protocol, link),
      ...scoped.map(
        (name) =>
          `${messageLink('event', name, link)} has to be asked for with ${listed(lists.map(([, list]) => field(list.at)))}.`,
      ),
      ...(names.empty === 'nothing' ? ['A list that is empty changes nothing.'] : []),
      `A connection that has set no filter gets ${initially === 'all' ? 'every event' : 'none'}.`,
      ...(begins ? [`Whoever sends \`${set}\` may be sent the latest of what passes, published before.`] : []),
    ].join(' '),
  ];
};

const scopeWords = (scope: SequencePromise['scope']): string => {
  if (scope === 'server') return 'the whole server';
  if (typeof scope === 'object' && 'subscription' in scope)
    return `each subscription, which ${field(scope.subscription)} names`;
  return scope === 'connection' ? 'one connection' : `each ${listed(scope.map(field), 'and')}`;
};

export const sequence: Blocks = ({ promises }, link) => {
  const { sequence: promise } = promises;
  if (!promise) return [];
  const { number, scope, first, time, previous, origin, unnumbered = [] } = promise;
  const greeting = origin && messageLink('control', origin.message, link);
  return table(
    ['What', 'Where', 'How'],
    [
      ['the number', `${field(number)} of every event`, `counts from ${first}, one by one, in ${scopeWords(scope)}`],
      ...(time === undefined ? [] : [['the time', field(time), 'unix ms; never falls as the numbers grow']]),
      ...(previous === undefined
        ? []
        : [
            ['the number before it', field(previous), 'of what its connection was sent last; in all events or in none'],
          ]),
      ...(origin
        ? [['the last number so far', `${field(origin.number)} of ${greeting}`, `${first - 1} where there is none yet`]]
        : []),
      ...(origin?.epoch === undefined
        ? []
        : [
            [
              'the name of the count',
              `${field(origin.epoch)} of ${greeting}`,
              'may be left out; another name, another count',
            ],
          ]),
      ...(typeof scope === 'object' && 'subscription' in scope && scope.told !== undefined
        ? [
            [
              'the name of a subscription',
              `${field(scope.told)} of the answer that confirms it`,
              'by what was asked for; a new one each time, which all that it brings bears',
            ],
          ]
        : []),
      ...unnumbered.map((name) => ['no number', messageLink('event', name, link), 'made for one client; uses up none']),
    ],
  );
};

const sideWords = ({ best }: BookSide): string => `the ${best} price first`;

export const books: Blocks = ({ promises }, link) => {
  const { books: promise } = promises;
  if (!promise) return [];
  const { snapshot, delta, key, sides, start, number, mutations, belongsTo, resync } = promise;
  const [whole, change] = [messageLink('event', snapshot, link), messageLink('event', delta, link)];
  return table(
    ['What', 'Where', 'How'],
    [
      ['the name of a book', listed(key.map(field), 'and'), `in ${whole} and ${change}`],
      ...Object.entries(sides).map(([name, side]) => [
        ...[`${code(name)} levels`, `${field(side.at)} of ${whole}`],
        `${code('[price, quantity]')}, ${sideWords(side)}`,
      ]),
      ...(start === undefined || number === undefined
        ? [['what joins them', 'the numbers of the subscription', 'begins with the snapshots; nothing is left out']]
        : [
            ['the number of the last delta in it', `${field(start)} of ${whole}`, '0 where there is none'],
            ['the number of a delta', `${field(number)} of ${change}`, 'counts from 1 in each book, one by one'],
          ]),
      ['the changes', `${field(mutations)} of ${change}`, 'one after the other, all or none'],
      [
        ...['when a book may change', field(belongsTo.by)],
        `while that ${belongsTo.machine} is ${listed(belongsTo.in)}${promise.enforced ? '; else it is refused' : ''}`,
      ],
      ...(resync
        ? [
            [
              'a fresh snapshot',
              messageLink('command', resync.command, link),
              `at any time; of what is unknown: ${link('errors', resync.unknown)}`,
            ],
          ]
        : []),
    ],
  );
};
