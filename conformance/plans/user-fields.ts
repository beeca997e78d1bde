/** User fields: where events name users - those whom they go to, and others. */
import { bodySchema } from '../../schemas/json-schema.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { channelShape, matches } from '../scene/pointer.ts';

/** The fields of an event that hold users: those that fill a channel whose parameter is the user. */
export const userFields = (protocol: Protocol, event: string): readonly string[] => {
  const { rights, delivery } = protocol.promises;
  const own = Object.entries(rights?.channels ?? {})
    .filter(([template, right]) => right.users?.includes(`{${channelShape(template).parameter}}`))
    .map(([template]) => channelShape(template).prefix);
  for (const template of delivery?.always ?? [])
    if (channelShape(template).parameter === 'user') own.push(channelShape(template).prefix);
  const routes = Object.entries(delivery?.routes ?? {}).filter(([pattern]) => matches(pattern, event));
  return routes
    .flatMap(([, templates]) => templates ?? [])
    .flatMap((template) => {
      const { prefix, parameter } = channelShape(template);
      return parameter !== undefined &&
        !parameter.includes('.') &&
        own.includes(prefix) &&
        !delivery?.addressed?.includes(event)
        ? [`/${parameter}`]
        : [];
    });
};

/** What was found for each protocol, by event: a plan asks of every event that it publishes. */
const found = new WeakMap<Protocol, Map<string, readonly string[]>>();

/**
 * The fields of an event that hold somebody whom it does not go to: such as take what fields that hold users take, and
 * are none of these, nor name a thing.
 */
export const namesOfOthers = (protocol: Protocol, event: string): readonly string[] => {
  const byEvent = found.get(protocol) ?? new Map<string, readonly string[]>();
  const fields = byEvent.get(event) ?? findNamesOfOthers(protocol, event);
  found.set(protocol, byEvent.set(event, fields));
  return fields;
};

const findNamesOfOthers = (protocol: Protocol, event: string): readonly string[] => {
  const patternsOf = (name: string): readonly (readonly [string, unknown])[] =>
    Object.entries(bodySchema(protocol, 'event', name).properties ?? {}).map(([field, schema]) => [
      `/${field}`,
      schema.pattern,
    ]);
  const alike = new Set(
    Object.keys(protocol.events).flatMap((name) => {
      const users = userFields(protocol, name);
      return patternsOf(name).flatMap(([pointer, pattern]) => (users.includes(pointer) ? [pattern] : []));
    }),
  );
  alike.delete(undefined);
  const things = Object.values(protocol.promises.lifecycle ?? {}).flatMap(({ key, belongsTo }) => [key, belongsTo?.by]);
  const users = userFields(protocol, event);
  return patternsOf(event).flatMap(([pointer, pattern]) =>
    alike.has(pattern) && !users.includes(pointer) && !things.some((thing) => thing === pointer) ? [pointer] : [],
  );
};
