/** The keys by which the sections of a page find each other, and the links between them. */
import { type Kind, KINDS, messageOf, type Protocol } from '../../schemas/protocol.ts';
import { code, type Link } from './markdown.ts';

/** The key of a message's section. */
export const messageKey = (kind: Kind, name: string): string => `${kind} ${name}`;

/** A link to a message. */
export const messageLink = (kind: Kind, name: string, link: Link): string => link(messageKey(kind, name), code(name));

/** A link to the message that the server sends under a name: a control message, or else an event. */
export const sentLink = (protocol: Protocol, name: string, link: Link): string => {
  const kind = KINDS.filter((one) => one !== 'command').find((one) => messageOf(protocol, one, name));
  return messageLink(kind ?? 'control', name, link);
};

/** A field by its pointer, as tables of fields call it. */
export const field = (pointer: string): string => code(pointer.slice(1).replaceAll('/', '.'));
