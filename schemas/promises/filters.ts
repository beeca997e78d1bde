/** What a client can ask for, where it names what it wants. */
import type { Pointer } from './terms.ts';

/** One list of a filter. */
export interface FilterList {
  /** Where the command holds it. */
  readonly at: Pointer;
  /** The query parameter that sets it as a client connects, its items separated by commas. */
  readonly query?: string;
}

/** A filter that a client sets: which events it wants, by their names and by values in them. */
export interface FiltersPromise<Command extends string = string, Event extends string = string> {
  readonly set: Command;
  readonly unset: Command;
  /** `whole`: setting replaces the whole filter. `name by name`: it does so for the names that it lists, and no others. */
  readonly replaces: 'whole' | 'name by name';
  /** The list of event names; left out or empty it means all, changes nothing, or is refused as bad input. */
  readonly names: FilterList & { readonly empty: 'all' | 'nothing' | 'refused' };
  /** What the lists call events, where that is not their own name. */
  readonly called?: Readonly<Partial<Record<Event, string>>>;
  /** Lists of values, by what they are called. An event passes whose field, as a string, is listed, or that lacks it. */
  readonly values: Readonly<Record<string, FilterList & { readonly field: Pointer; readonly unknown?: string }>>;
  /** What a connection gets that has not set any filter. */
  readonly initially: 'all' | 'nothing';
  /**
   * What may come first to whoever sets a filter, once its answer is on its way or before it: the latest of what was
   * published already and passes. Unless given, nothing old comes, save what is replayed or paced.
   */
  readonly begins?: 'with the latest';
  /** Whether the answer tells the filter now in force, in the command's own places. */
  readonly told?: true;
  /** Events that come with those of another name, and cannot be asked for themselves. */
  readonly along?: Readonly<Partial<Record<Event, Event>>>;
  /** Events that must be asked for with a list of values. */
  readonly scoped?: readonly Event[];
  /** The error kind that answers an unknown name. */
  readonly unknown: string;
}
