/**
 * The vocabulary for a protocol of your own, and what requirements of its own are made of.
 *
 * A module exports a protocol, made by {@link protocol}, as `protocol` or as its default export; and, if it has any,
 * families of requirements of its own as `suite`. `--protocol ./mine.ts` takes such a module.
 *
 * @module wireproof/protocol
 */
export { type Static, type TSchema, Type } from '@sinclair/typebox';
export { flat, message, protocol, tagged } from '../schemas/protocol.ts';
export { Amount, Exactly, Id, Int, Iso, List, Num, OneOf, Text, UnixMillis } from '../schemas/types.ts';
export { kibibytes, minutes, seconds } from '../schemas/units.ts';

// Requirements: a family holds them, with the plans that exercise them, the oracles that judge them and the faults they notice.
export { default as fc } from 'fast-check';
export { all, broken, each, earned, held, heldBeside, judge, perConnection, quote, twins } from './engine/oracle.ts';
export { symbol } from './engine/names.ts';
export { plan } from './engine/plan.ts';
export { always, family } from './engine/requirement.ts';
export { withBody } from './faults/bodies.ts';
export { alter, both, drop, hear, messages, overtake, replace, twice } from './faults/wrap.ts';
export { taken, takenOn } from './promises/twins.ts';
export { at, textAt, withAt } from './scene/pointer.ts';
export { withSuite } from './suites/own.ts';

export type { Finding, Findings, Hear, Oracle, Twins } from './engine/oracle.ts';
export type { Plan, Step } from './engine/plan.ts';
export type { Fault, Family, Parts, Requirement, Setting } from './engine/requirement.ts';
export type { Sound } from './engine/sounds.ts';
export type { Choose, Wrap } from './faults/wrap.ts';
export type { Kit } from './plans/kit.ts';
export type { Connection } from './scene/connection.ts';
export type { Moment, Scene } from './scene/scene.ts';
export type { Carried, Operation, Operations, Told } from './scene/operations.ts';
export type { JsonSchema } from '../schemas/json-schema.ts';
export * from '../schemas/promises/index.ts';
export type { Beside, Bodies, Catalog, Envelope, Invalid, Kind, Message, Protocol } from '../schemas/protocol.ts';
export type { Reader } from '../schemas/reader.ts';
export type { Input, Manners, Output, Server } from '../schemas/server.ts';
