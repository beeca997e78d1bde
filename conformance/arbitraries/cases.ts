// The disjunctive reading of schemas: the combinations of conjuncts under which values satisfy them.

import { type Conjuncts, isAnything, listedTypes, listedValues } from './facets.ts';
import type { Keywords, Schema } from './json-schema.ts';
import type { Linked } from './link.ts';

/** One way to satisfy some schemas: conjuncts that all bind, and how often recursion may go on below. */
export interface Case {
  readonly conjuncts: Conjuncts;
  /** The alternatives of `anyOf`, `oneOf` and `if` that this case stands for. */
  readonly chosen: readonly Schema[];
  readonly budget: number;
}

/** The cases of schemas that bind together, without those that contradict themselves openly. */
export type Cases = (schemas: readonly Schema[], budget: number) => readonly Case[];

const LIMIT = 4096;

const possible = ({ conjuncts }: Case): boolean =>
  listedTypes(conjuncts)?.length !== 0 && listedValues(conjuncts)?.length !== 0;

const both = (left: readonly Case[], right: readonly Case[]): readonly Case[] => {
  if (left.length * right.length > LIMIT) throw new Error(`A schema combines more than ${LIMIT} alternatives.`);
  return left.flatMap((a) =>
    right
      .map((b) => ({
        conjuncts: [...a.conjuncts, ...b.conjuncts],
        chosen: [...a.chosen, ...b.chosen],
        budget: Math.min(a.budget, b.budget),
      }))
      .filter(possible),
  );
};

const branches = (schema: Keywords): readonly (readonly Schema[])[] =>
  schema.if === undefined || (schema.then === undefined && schema.else === undefined)
    ? []
    : [[{ allOf: [schema.if, schema.then ?? true] }, { allOf: [{ not: schema.if }, schema.else ?? true] }]];

const namesOf = (conjuncts: Conjuncts, keyword: 'properties' | 'patternProperties'): Record<string, Schema> =>
  Object.fromEntries(conjuncts.flatMap((conjunct) => Object.keys(conjunct[keyword] ?? {})).map((name) => [name, true]));

/** Says of undeclared members and items what `unevaluated…` says, where nothing in this case has looked at them. */
const seal =
  ({ unevaluatedProperties: members, unevaluatedItems: items }: Keywords) =>
  (one: Case): Case => {
    const { conjuncts } = one;
    const longest = Math.max(0, ...conjuncts.map(({ prefixItems }) => prefixItems?.length ?? 0));
    const sealMembers = members !== undefined && conjuncts.every((conjunct) => !('additionalProperties' in conjunct));
    const sealItems = items !== undefined && conjuncts.every((conjunct) => !('items' in conjunct));
    const extra: readonly Keywords[] = [
      ...(sealMembers
        ? [
            {
              properties: namesOf(conjuncts, 'properties'),
              patternProperties: namesOf(conjuncts, 'patternProperties'),
              additionalProperties: members,
            },
          ]
        : []),
      ...(sealItems ? [{ prefixItems: Array.from({ length: longest }, () => true), items }] : []),
    ];
    return extra.length === 0 ? one : { ...one, conjuncts: [...conjuncts, ...extra] };
  };

/** Reads the schemas of a linked document; a definition that contains itself is entered `budget` times at most. */
export const casesOf = ({ defs, cyclic }: Linked): Cases => {
  const known = new Map<Keywords, Map<number, readonly Case[]>>();

  const follow = (ref: string, budget: number): readonly Case[] => {
    const key = ref.slice('#/$defs/'.length);
    const spent = cyclic.has(key) ? 1 : 0;
    return budget < spent ? [] : expand(defs[key] ?? false, budget - spent);
  };
  const choose = (schemas: readonly Schema[], budget: number): readonly Case[] =>
    schemas.flatMap((schema) => expand(schema, budget).map((one) => ({ ...one, chosen: [schema, ...one.chosen] })));
  const read = (schema: Keywords, budget: number): readonly Case[] => {
    if (schema.not !== undefined && isAnything(schema.not)) return [];
    const parts = [
      ...(schema.$ref === undefined ? [] : [follow(schema.$ref, budget)]),
      ...(schema.allOf ?? []).map((part) => expand(part, budget)),
      ...[schema.anyOf, schema.oneOf, ...branches(schema)]
        .filter((schemas) => schemas !== undefined)
        .map((schemas) => choose(schemas, budget)),
    ];
    const own: readonly Case[] = [{ conjuncts: [schema], chosen: [], budget }];
    return parts.reduce(both, own.filter(possible)).map(seal(schema));
  };
  const expand = (schema: Schema, budget: number): readonly Case[] => {
    if (typeof schema === 'boolean') return schema ? [{ conjuncts: [], chosen: [], budget }] : [];
    const budgets = known.get(schema) ?? new Map<number, readonly Case[]>();
    const cases = budgets.get(budget) ?? read(schema, budget);
    known.set(schema, budgets.set(budget, cases));
    return cases;
  };

  return (schemas, budget) =>
    schemas.map((schema) => expand(schema, budget)).reduce(both, [{ conjuncts: [], chosen: [], budget }]);
};
