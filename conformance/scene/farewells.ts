/** Farewells: the messages by which a server takes leave of a connection, and the ends that each of them announces. */
import type { Ending, Farewell } from '../../schemas/promises/endings.ts';
import type { Promises } from '../../schemas/promises.ts';
import type { EntryOf, Reading } from '../engine/history.ts';
import { at } from './pointer.ts';

/** A leave that the server has taken. */
export interface Leave {
  readonly seq: number;
  readonly at: number;
  readonly message: Reading;
  /** How many ms it tells, where it tells them, until the close; what is legal may come until then. */
  readonly delay?: number;
  /** The reason it tells, where that is one which the server may have by itself. */
  readonly unasked?: string;
}

/** Every way to end connections that a protocol has. */
export const endingsOf = ({ credentials, closing, heartbeat }: Promises): readonly Ending[] => [
  ...[credentials?.refusal, credentials?.expired, credentials?.expiry].flatMap((ending) => ending ?? []),
  ...[...Object.values(closing?.reasons ?? {}), ...Object.values(closing?.asked ?? {})].flatMap(
    (ending) => ending ?? [],
  ),
  ...(heartbeat && heartbeat.ending !== 'terminate' ? [heartbeat.ending] : []),
];

/** The reasons for which connections can be ended at once. */
export const promptReasons = ({ closing }: Promises): readonly string[] =>
  Object.entries(closing?.reasons ?? {}).flatMap(([name, { farewell }]) =>
    farewell?.delay === undefined ? [name] : [],
  );

/** Whether a message is a farewell, saying what it must. */
export const isFarewell = ({ message, says = {} }: Farewell, { name, body }: Reading): boolean =>
  name === message && Object.entries(says).every(([pointer, said]) => at(body, pointer) === said);

/** Says what leave a message takes; undefined where it takes none. */
export const createLeaving = (promises: Promises) => {
  const farewells = endingsOf(promises).flatMap(({ farewell }) => farewell ?? []);
  const own = Object.entries(promises.closing?.reasons ?? {}).filter(([, { unasked }]) => unasked);
  return ({ seq, at: instant }: EntryOf<'received'>, message: Reading): Leave | undefined => {
    const mine = farewells.filter((farewell) => farewell.message === message.name);
    if (mine.length === 0) return undefined;
    const meant = mine.find((farewell) => isFarewell(farewell, message)) ?? mine[0];
    const delay = meant?.delay === undefined ? undefined : at(message.body, meant.delay);
    const [unasked] = own.find(([, { farewell }]) => farewell && isFarewell(farewell, message)) ?? [];
    return {
      ...{ seq, at: instant, message },
      ...(typeof delay === 'number' && { delay }),
      ...(unasked !== undefined && { unasked }),
    };
  };
};
