/** Quotes: to whom they go, and at what pace; what comes too soon is held, and the newest wins. */
import type { Output } from '../../schemas/server.ts';
import type { Json } from '../json.ts';
import type { Connection } from './decisions.ts';
import { frameOf, type Pace, type State, type Tell } from './state.ts';

const send = (connection: string, quote: Json): Output => ({
  do: 'message',
  connection,
  message: frameOf('market.quote', quote),
});

const pacesOf = ({ paces }: State, connection: string): Map<string, Pace> => {
  const known = paces.get(connection) ?? new Map<string, Pace>();
  paces.set(connection, known);
  return known;
};

/** Forgets paces that hold nothing back any more. */
const tidy = ({ decisions }: State, paces: Map<string, Pace>, now: number): void => {
  for (const [symbol, { sentAt, held }] of paces)
    if (held === undefined && decisions.nextAt(sentAt) <= now) paces.delete(symbol);
};

/** Hands a quote to the connections that want it, or holds it for them. */
export const quote = (state: State, data: Json, now: number): readonly Output[] => {
  const { connections, decisions, accountOf } = state;
  // The schema has been asked for its type.
  const symbol = data.symbol as string;
  return [...connections.values()].flatMap((connection): readonly Output[] => {
    if (!decisions.wants(connection, symbol, accountOf(connection.user))) return [];
    const paces = pacesOf(state, connection.id);
    const pace = paces.get(symbol);
    if (pace && now < decisions.nextAt(pace.sentAt)) {
      paces.set(symbol, { ...pace, held: decisions.held(pace.held, data) });
      return [];
    }
    tidy(state, paces, now);
    paces.set(symbol, { sentAt: now });
    return [send(connection.id, data)];
  });
};

/** Drops what is held for a connection that wants it no more. */
export const drop = (state: State, connection: Connection): void => {
  const { decisions, accountOf } = state;
  const paces = state.paces.get(connection.id);
  for (const [symbol, { sentAt, held }] of paces ?? [])
    if (held && !decisions.wants(connection, symbol, accountOf(connection.user)) && decisions.drops(symbol))
      paces?.set(symbol, { sentAt });
};

/** Sends what is held of a symbol. */
const release = ({ paces }: State, connection: string, symbol: string, now: number): readonly Output[] => {
  const held = paces.get(connection)?.get(symbol)?.held;
  if (!held) return [];
  paces.get(connection)?.set(symbol, { sentAt: now });
  return [send(connection, held)];
};

/** Tells what is held for a connection, and until when. */
export const dueQuotes = (state: State, connection: string, tell: Tell): void => {
  for (const [symbol, { sentAt, held }] of state.paces.get(connection) ?? [])
    if (held) tell(state.decisions.nextAt(sentAt), (now) => release(state, connection, symbol, now));
};
