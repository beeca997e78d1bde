/** The streams of events in the world: a directory of them, and how they ended. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Iso, List, OneOf, Text } from '../types.ts';
import { EventId } from './fields.ts';

const Source = Text('Who or what decides how the event ended.');

const discovered = {
  event_id: 'event-1',
  event_name: 'Rain in Bergen on 1 March',
  event_description: 'Whether the station Florida measures any rain on that day.',
  event_type: 'binary',
  event_category: 'weather',
  event_tags: ['rain', 'norway'],
  start_date: '2026-02-01T00:00:00Z',
  expiry_date: '2026-03-02T00:00:00Z',
  resolution_source: 'The weather service.',
};

const resolved = {
  event_id: 'event-1',
  resolution_time: '2026-03-02T08:00:00Z',
  resolved_outcome: 'yes',
  resolution_source: 'The weather service.',
  finality_status: 'tentative',
} as const;

/** Both streams of events, by name. */
export const events = {
  'events.discovered': message(
    'An event in the world on which venues may run markets. It comes once, or again with the same id where something about it has to be corrected.',
    Type.Object({
      event_id: EventId,
      event_name: Text('The event in a few words.'),
      event_description: Text('What exactly is asked.'),
      event_type: Text('What kind of question it is, such as binary.'),
      event_category: Text('What it is about, such as weather.'),
      event_tags: List(Text('A word to find it by.'), 'Words to find it by.'),
      start_date: Iso('When it begins.'),
      expiry_date: Iso('When it is over.'),
      resolution_source: Source,
    }),
    {
      examples: [discovered, { ...discovered, event_id: 'event-2', event_tags: [] }],
      invalid: [
        { body: { ...discovered, event_name: '' }, at: '/event_name', keyword: 'minLength' },
        { body: { ...discovered, event_tags: 'rain' }, at: '/event_tags', keyword: 'type' },
        { body: { ...discovered, start_date: '2026-02-01' }, at: '/start_date', keyword: 'pattern' },
        { body: { event_id: 'event-1' }, at: '', keyword: 'required' },
      ],
    },
  ),
  'events.resolved': message(
    'How an event ended. While it is tentative or disputed another may follow; once it is final nothing does.',
    Type.Object({
      event_id: EventId,
      resolution_time: Iso('When it was decided.'),
      resolved_outcome: Text('How the event ended.'),
      resolution_source: Source,
      finality_status: OneOf(['tentative', 'final', 'disputed'], {
        description: 'Whether this can still change: tentative and disputed can, final cannot.',
      }),
    }),
    {
      examples: [resolved, { ...resolved, resolved_outcome: 'no', finality_status: 'final' }],
      invalid: [
        { body: { ...resolved, finality_status: 'done' }, at: '/finality_status', keyword: 'enum' },
        { body: { ...resolved, resolved_outcome: null }, at: '/resolved_outcome', keyword: 'type' },
        { body: { ...resolved, resolution_time: 1772438400000 }, at: '/resolution_time', keyword: 'type' },
      ],
    },
  ),
};
