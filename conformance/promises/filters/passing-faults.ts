/** The faults of what filters let pass: events lost, repeated, swapped, changed, or taken for others. */
import type { Output } from '../../../schemas/server.ts';
import type { Fault } from '../../engine/requirement.ts';
import { alter, drop, overtake, twice } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';
import { at, itemsAt } from '../../scene/pointer.ts';
import type { FilterTools, Frame } from './tools.ts';

/** Literals, so that `breaks` is checked against the requirements. */
export const passingFaults = ({ isEvent, isSet, bodyOf, unseen, list, field, around }: FilterTools) =>
  ({
    'once-in-thirty': {
      story: 'One event in thirty is lost.',
      breaks: ['passes'],
      disturbs: unseen,
      wrap: drop(isEvent, 30),
    },
    'twice-in-twenty': {
      story: 'One event in twenty is sent twice.',
      breaks: ['once'],
      disturbs: unseen,
      wrap: twice(isEvent, 20),
    },
    'swaps-two': {
      story: 'Every ninth event goes out behind the next message.',
      breaks: ['ordered'],
      disturbs: [...unseen, 'replies/in-order', 'closing/last-word'],
      wrap: overtake(isEvent, 9),
    },
    'counts-one-more': {
      story: 'In every fifth event numbers are one too high, and texts of several words lose their last letter.',
      breaks: ['unchanged'],
      disturbs: [...unseen, 'messages/events', 'facts/*'],
      wrap: alter(
        isEvent,
        (frame) =>
          JSON.parse(JSON.stringify(frame), (key, value: unknown) => {
            if (around.has(key)) return value;
            if (typeof value === 'number') return value + 1;
            return typeof value === 'string' && value.includes(' ') ? value.slice(0, -1) : value;
          }) as Frame,
        5,
      ),
    },
    'null-is-somebody': {
      story: `An event whose ${field.slice(1)} is null or absent reaches only those who list no values.`,
      breaks: ['without-value'],
      disturbs: unseen,
      wrap: (server) => {
        const valued = new Set<string>();
        return {
          ...server,
          receive: (input, now) => {
            if (input.do === 'text' && isSet(parsed(input.text))) {
              const lists = itemsAt(parsed(input.text), list?.at ?? '').length > 0;
              if (lists) valued.add(input.connection);
              else valued.delete(input.connection);
            }
            const isLost = (output: Output): boolean =>
              output.do === 'message' &&
              isEvent(output) &&
              valued.has(output.connection) &&
              (at(bodyOf(output.message), field) ?? null) === null;
            return server.receive(input, now).filter((output) => !isLost(output));
          },
        };
      },
    },
    'numbers-are-not-texts': {
      story: `An event whose ${field.slice(1)} is a number passes no list of values.`,
      breaks: ['by-number'],
      disturbs: unseen,
      wrap: (server) => {
        const valued = new Set<string>();
        return {
          ...server,
          receive: (input, now) => {
            if (input.do === 'text' && isSet(parsed(input.text))) {
              if (itemsAt(parsed(input.text), list?.at ?? '').length > 0) valued.add(input.connection);
              else valued.delete(input.connection);
            }
            return server
              .receive(input, now)
              .filter(
                (output) =>
                  !(
                    output.do === 'message' &&
                    valued.has(output.connection) &&
                    isEvent(output) &&
                    typeof at(bodyOf(output.message), field) === 'number'
                  ),
              );
          },
        };
      },
    },
    'tires-in-a-storm': {
      story: 'Of more than a hundred events in a row, a connection gets six of seven.',
      breaks: ['many-at-once'],
      disturbs: unseen,
      wrap: (server) => {
        const row = new Map<string, number>();
        return {
          ...server,
          receive: (input, now) => {
            if (input.do === 'text') row.delete(input.connection);
            return server.receive(input, now).filter((output) => {
              if (output.do !== 'message' || !isEvent(output)) return true;
              const count = (row.get(output.connection) ?? 0) + 1;
              row.set(output.connection, count);
              return count <= 100 || count % 7 !== 0;
            });
          },
        };
      },
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
