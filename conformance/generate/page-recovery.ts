/** The tables of the promise about recovery: where a replay may begin, and what can be fetched over HTTP. */
import { movesOf } from '../../schemas/moves.ts';
import type { Backfill } from '../../schemas/promises/recovery.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { at, withAt } from '../scene/pointer.ts';
import { code, fenced, listed, table } from './markdown.ts';
import { field, messageLink } from './page-keys.ts';
import type { Blocks } from './page-tables.ts';
import { prettyJson } from './text.ts';

const replay: Blocks = ({ promises }, link) => {
  const from = promises.recovery?.replay;
  if (!from) return [];
  const word = (text: string): string => code(JSON.stringify(text));
  return [
    ...table(
      [`${field(from.from)} of ${messageLink('command', from.command, link)}`, 'Where it begins'],
      [
        [`${word(from.latest)}, or left out`, 'with the next one'],
        [word(from.earliest), 'with the first there ever was'],
        [
          code(`{ "${from.number}": n }`),
          `with number n, from the first up to the next one; else ${link('errors', from.outOfRange)}`,
        ],
      ],
    ),
    `The answer tells in ${field(from.next)} with which number each begins.`,
  ];
};

/** An answer of a resource about one thing, made of the example of the event that begins it. */
const sampleOf = ({ promises, events, envelope }: Protocol, machine: string, resource: Backfill): string => {
  const [birth] = movesOf(promises.lifecycle?.[machine] ?? { transitions: {} });
  const number = at(envelope.event.beside, `${promises.sequence?.number ?? ''}/examples/0`);
  const last = typeof number === 'number' ? number : 1;
  // The example of an event is an object.
  const fields = (birth && events[birth.event]?.examples[0]) as Readonly<Record<string, unknown>> | undefined;
  const item = [
    [resource.status, resource.statuses[birth?.to ?? '']],
    [resource.created, last],
    [resource.updated, last],
  ].reduce((made, [pointer, value]) => withAt(made, String(pointer), value), fields ?? {});
  const answer = withAt(withAt({}, resource.number, last), resource.items, [item]);
  return `GET ${resource.path}?${resource.since}=${last - 1}\n\n200\n${prettyJson(answer)}`;
};

const backfill: Blocks = (protocol) => {
  const resources = Object.entries(protocol.promises.recovery?.backfill ?? {});
  const [first] = resources;
  if (!first) return [];
  const [machine, resource] = first;
  const { since, number, items, status, created, updated } = resource;
  return [
    ...table(
      ['Things', 'Resource', `${field(status)} of an item`],
      resources.map(([name, { path, statuses }]) => [
        ...[name, code(`GET ${path}?${since}=n`)],
        listed(Object.values(statuses).map((word) => code(JSON.stringify(word)))),
      ]),
    ),
    `Each is answered over HTTP, at the address of the WebSocket, with every thing that was begun or changed after number n; without ${code(since)}, with all there are. ${field(number)} is the number up to which ${field(items)} tells everything; ${field(created)} and ${field(updated)} of an item are the numbers of the event that began the thing, and of the one that changed it last.`,
    fenced('http', sampleOf(protocol, machine, resource)),
  ];
};

export const recovery: Blocks = (protocol, link) => [...replay(protocol, link), ...backfill(protocol, link)];
