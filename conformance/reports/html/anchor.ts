/** Places within the page, and links into the documents of this package. */
import { element, type Markup } from './element.ts';

/** The id of a place in the page that is about something with a name. */
export const anchor = (about: 'failure' | 'family' | 'requirement', name: string): string =>
  `${about}/${name.replace(/[^\w/.-]/gu, '_')}`;

/** A source as a link, where it is a place in this package and it is known where that lies. */
export const docsLink = (place: string, docs: string | undefined): Markup =>
  docs === undefined || !place.startsWith('generated/')
    ? element('span', { class: 'place' }, place)
    : element('a', { class: 'place', href: encodeURI(`${docs}${place}`) }, place);
