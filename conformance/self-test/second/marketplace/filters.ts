/** What a connection wants to hear: events by name, and competitions by id; an empty list means all. */
import { declaresCompetition, type Happening, isEvent } from './catalog.ts';

/** A whole filter. */
export interface Filter {
  readonly events: readonly string[];
  readonly competitions: readonly string[];
}

/** How filters are read where the text leaves it open. */
export interface Reading {
  /** Whether a `competition_id` counts on an event that declares none. */
  readonly everywhere: boolean;
  /** Whether an empty element in the query counts. */
  readonly emptyElements: boolean;
}

/** Whether an event is wanted. */
export const passes = ({ events, competitions }: Filter, { event, fields }: Happening, reading: Reading): boolean => {
  if (events.length > 0 && !events.includes(event)) return false;
  const id = reading.everywhere || declaresCompetition(event) ? fields['competition_id'] : undefined;
  return competitions.length === 0 || id === undefined || id === null || competitions.includes(String(id));
};

const elements = (parameter: string | undefined, { emptyElements }: Reading): readonly string[] => {
  // A parameter without a value is an empty list, whatever becomes of empty elements.
  if (!parameter) return [];
  const all = parameter.split(',');
  return emptyElements ? all : all.filter((element) => element !== '');
};

/** The filter in a query, and whether it named an event that there is not: then it means all events. */
export const filterIn = (query: Readonly<Record<string, string>>, reading: Reading) => {
  const events = elements(query['events'], reading);
  const competitions = elements(query['competitions'], reading);
  const isKnown = events.every(isEvent);
  const filter: Filter = { events: isKnown ? events : [], competitions };
  return { filter, isKnown };
};
