/** Misfits: lists of mutations that do not fit their schema, by a protocol's own examples of what does not. */
import type { Protocol } from '../../schemas/protocol.ts';
import { mutationsIn } from '../scene/books.ts';

/** What is wrong with these deltas is a mutation of theirs, or that there is none; nothing depends on the book. */
export const misfitsOf = (protocol: Protocol): readonly (readonly unknown[])[] => {
  const { books } = protocol.promises;
  if (!books) return [];
  const { invalid = [] } = protocol.events[books.delta] ?? {};
  return invalid.flatMap(({ body, at }) => (at.startsWith(books.mutations) ? [mutationsIn(books, body)] : []));
};

/** Whether the mutations of a body are such a list, so that a server whose rules are enforced refuses it whatever its book is. */
export const isMisfit = (protocol: Protocol, body: unknown): boolean => {
  const { books } = protocol.promises;
  const said = books && JSON.stringify(mutationsIn(books, body));
  return misfitsOf(protocol).some((mutations) => JSON.stringify(mutations) === said);
};
