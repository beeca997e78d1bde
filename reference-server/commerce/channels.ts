/** Channels: their form, who may subscribe to them, and which connections an event reaches through them. */
import type { Channel, Connection, Published, World } from './decisions.ts';

const ID = '[^ \\t\\r\\n]+';
const CHANNEL = new RegExp(`^(?:(order|user|dispute|proposal|shipment):(${ID})|(global))$`, 'u');

/** The channel a text names, or `undefined` where it is malformed. */
export const channelIn = (text: string): Channel | undefined => {
  const match = CHANNEL.exec(text);
  if (!match) return undefined;
  const [, of = 'global', id = ''] = match;
  // The expression admits no other names.
  return { of: of as Channel['of'], id };
};

/** Whether a user may subscribe to a channel. */
export const mayListen = (user: string, roles: readonly string[], { of, id }: Channel, world: World): boolean => {
  switch (of) {
    case 'global':
      return true;
    case 'user':
      return id === user;
    case 'proposal':
      // What does not exist is refused to signers too.
      return world.proposal.has(id) && roles.includes('signer');
    case 'order':
    case 'dispute':
    case 'shipment':
      return world[of].get(id)?.parties.includes(user) ?? false;
  }
};

/** The channels an event goes out on, the world being as it is after the event. */
export const routesOf = ({ of, id }: Published, world: World): readonly string[] => {
  const own = `${of}:${id}`;
  const users = (world[of].get(id)?.parties ?? []).map((party) => `user:${party}`);
  switch (of) {
    case 'order':
    case 'dispute':
    case 'shipment':
      return [own, ...users];
    case 'rating':
      return users;
    case 'proposal':
      return [own, 'global'];
  }
};

/** The ids of the connections subscribed to any of the channels, each once however many of them match. */
export const listenersOf = (routes: readonly string[], connections: readonly Connection[]): readonly string[] =>
  connections.filter(({ channels }) => routes.some((route) => channels.has(route))).map(({ id }) => id);
