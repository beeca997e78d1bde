/** What commands that set filters, or end them, list: what there is, what there is not, and what nobody can be sure of. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Setting } from '../../engine/requirement.ts';
import { isOurs } from '../../engine/names.ts';
import { calledAs, nameable } from '../../scene/called.ts';
import type { Command } from '../../scene/exchanges.ts';
import { at, itemsAt } from '../../scene/pointer.ts';
import type { Scene } from '../../scene/scene.ts';

/** What is known of commands of one protocol. */
export interface Known {
  /** Everything that can be named. */
  readonly names: ReadonlySet<string>;
  /** It names what cannot be named; where more than one thing may be wrong, any of them may be told. */
  readonly namesUnknown: (body: unknown) => boolean;
  /** Its names are good, and a value of ours names a thing which nobody has begun. */
  readonly valuesUnknown: (body: unknown, scene: Scene) => boolean;
  /** It lists only what the server certainly knows, and is good and fit in every other respect. */
  readonly isGood: (command: Command, scene: Scene) => boolean;
}

/** Reads the commands of one protocol. */
export const knownIn = ({ protocol, promises, promise }: Setting<FiltersPromise>): Known => {
  const names = nameable(promise, protocol.events);
  const lists = Object.values(promise.values);
  /** What comes along with another is neither known nor unknown beside that. */
  const carriers = new Map(
    Object.entries(promise.along ?? {}).map(([event, by]) => [event, calledAs(promise, by ?? '')] as const),
  );
  const listed = (body: unknown): readonly string[] => itemsAt(body, promise.names.at).map(String);
  /** It asks for no number to begin with, which may be wrong as well. */
  const isPlain = (body: unknown): boolean => typeof at(body, promises.recovery?.replay?.from ?? '/from') !== 'object';
  const namesUnknown = (body: unknown): boolean => {
    const all = listed(body);
    return isPlain(body) && all.some((name) => !names.has(name) && !all.includes(carriers.get(name) ?? ''));
  };
  /** The machine whose things the values of a list name. */
  const machineOf = (field: string): string | undefined =>
    Object.entries(promises.lifecycle ?? {}).find(
      ([, { key, belongsTo }]) => key === field && belongsTo?.by !== key,
    )?.[0];
  const demanding = lists.flatMap(({ at: where, field, unknown }) =>
    unknown === undefined ? [] : [{ where, machine: machineOf(field) }],
  );

  return {
    names,
    namesUnknown,
    valuesUnknown: (body, { world }) =>
      isPlain(body) &&
      !namesUnknown(body) &&
      demanding.some(
        ({ where, machine }) =>
          machine !== undefined &&
          itemsAt(body, where).some((id) => isOurs(String(id)) && !world.find(machine, String(id))),
      ),
    isGood: ({ name, body, bad, unfit, address, entry }, { world }) => {
      if (bad.length > 0 || unfit || address || (name !== promise.set && name !== promise.unset)) return false;
      if (!listed(body).every((one) => names.has(one))) return false;
      if (name === promise.unset) return true;
      // A thing is known once the publication that began it was answered; what is over is known as before.
      const isBegun = (machine: string, id: string): boolean => {
        const { told } = world.find(machine, id) ?? {};
        return isOurs(id) && told !== undefined && told < entry.seq;
      };
      return (
        isPlain(body) &&
        demanding.every(
          ({ where, machine }) =>
            itemsAt(body, where).length === 0 ||
            (machine !== undefined && itemsAt(body, where).every((id) => isBegun(machine, String(id)))),
        )
      );
    },
  };
};

/** Whether the answer to a command that ends filters has a place for what was listed, and need not say it. */
export const mayTellEnds = ({ protocol, promises, promise, reader }: Setting<FiltersPromise>): boolean => {
  const { answer = '', echoes = [] } = promises.replies?.to[promise.unset] ?? {};
  if (promise.replaces !== 'name by name' || echoes.includes(promise.names.at)) return false;
  if (!Object.hasOwn(protocol.controls, answer)) return false;
  return Object.hasOwn(reader.bodySchema('control', answer).properties ?? {}, promise.names.at.slice(1));
};
