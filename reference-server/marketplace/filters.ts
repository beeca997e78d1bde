/** Filters: how a connection gets one, and which events pass it. */
import type { Json } from '../json.ts';
import type { Command, Filter, Numbered, Wanted } from './decisions.ts';

const listIn = (text: string | undefined): readonly string[] | undefined =>
  text?.split(',').filter((element) => element !== '');

/** The lists that the query of an address gives, their elements separated by commas. */
export const queried = ({ events, competitions }: Readonly<Record<string, string>>): Wanted => ({
  events: listIn(events),
  competitions: listIn(competitions),
});

const heard = (events: readonly string[] = [], competitions: readonly string[] = []): Filter => ({
  silent: false,
  events: new Set(events),
  competitions: new Set(competitions),
});

/** The filter with which a connection begins: where a name is unknown, all events, and the competitions as given. */
export const filterFrom = ({ events, competitions }: Wanted, unknown: readonly string[]): Filter =>
  heard(unknown.length === 0 ? events : [], competitions);

/** The filter after a command: a SUB replaces the whole of it, unless it names what is no business event. */
export const filterAfter = (filter: Filter, command: Command, unknown: readonly string[]): Filter => {
  switch (command.do) {
    case 'SUB':
      return unknown.length === 0 ? heard(command.events, command.competitions) : filter;
    case 'UNSUB':
      return { ...filter, silent: true };
    case 'PING':
    case 'bad':
      return filter;
  }
};

/** The filter in force as lists, an empty one for all. */
export const confirmed = ({ events, competitions }: Filter): Json => ({
  events: [...events],
  competitions: [...competitions],
});

/** Whether an event passes a filter; one that counts in no competition passes whatever competitions are listed. */
export const passes = ({ name, fields }: Numbered, { silent, events, competitions }: Filter): boolean => {
  if (silent || (events.size > 0 && !events.has(name))) return false;
  const { competition_id: competition } = fields;
  return (
    competitions.size === 0 || competition === undefined || competition === null || competitions.has(`${competition}`)
  );
};
