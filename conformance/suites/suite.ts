/** Suites: what a protocol's promises and its own peculiarities come to, as one list of requirements and faults. */
import type { Protocol } from '../../schemas/protocol.ts';
import { type Reader, reader as createReader } from '../../schemas/reader.ts';
import type { Family, Listed, ListedFault, Parts, Unobservable } from '../engine/requirement.ts';

/** Everything that examines one protocol. */
export interface Suite {
  readonly protocol: Protocol;
  readonly reader: Reader;
  readonly requirements: readonly Listed[];
  readonly faults: readonly ListedFault[];
  readonly unobservable: readonly Unobservable[];
  readonly paragraphs: readonly { readonly family: string; readonly title: string; readonly text: string }[];
}

/** Whether an id is meant by a name such as `delivery/once`, `delivery/*` or `*`. */
const meant = (name: string, id: string): boolean =>
  name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name;

/** One family as a protocol has it. */
interface Made {
  readonly name: string;
  readonly title: string;
  readonly parts: Parts;
}

/** The keys of a family's requirements that apply to the protocol. */
const applying = ({ requirements }: Parts): readonly string[] =>
  Object.entries(requirements).flatMap(([key, { applies = true }]) => (applies ? [key] : []));

/** Finds the requirements that faults name; what no family declares is a misspelling, and throws. */
const finder = (protocol: Protocol, made: readonly Made[]) => {
  const ids = made.flatMap(({ name, parts }) => applying(parts).map((key) => `${name}/${key}`));
  const declared = new Set(
    made.flatMap(({ name, parts }) => Object.keys(parts.requirements).map((key) => `${name}/${key}`)),
  );
  const families = new Set(made.map(({ name }) => name));
  return (names: readonly string[]): readonly string[] =>
    names.flatMap((name) => {
      const found = ids.filter((id) => meant(name, id));
      // A promise that this protocol does not make, or makes only in part, has no requirement to notice anything.
      const absent = name.endsWith('*') || declared.has(name) || !families.has(name.split('/')[0] ?? '');
      if (found.length === 0 && !absent) {
        throw new Error(`A fault names the requirement ${name}, which ${protocol.id} does not have.`);
      }
      return found.map((id) => `${protocol.id}/${id}`);
    });
};

const faultsOf = (made: readonly Made[], find: ReturnType<typeof finder>): readonly ListedFault[] =>
  made.flatMap(({ name, parts }) =>
    Object.entries(parts.faults ?? {}).flatMap(([key, { breaks, breaksToo = [], disturbs = [], ...fault }]) => {
      const broken = find([...breaks.map((own) => `${name}/${own}`), ...breaksToo]);
      return broken.length === 0 ? [] : [{ ...fault, id: `${name}/${key}`, breaks: broken, disturbs: find(disturbs) }];
    }),
  );

/** Puts families together to a suite; a fault that names an unknown requirement is a fault of the kit. */
export const assemble = (protocol: Protocol, families: readonly Family[]): Suite => {
  const reader = createReader(protocol);
  const made = families.flatMap(({ name, title, of }): readonly Made[] => {
    const parts = of(protocol, reader);
    return parts ? [{ name, title, parts }] : [];
  });
  const tokens = protocol.promises.credentials !== undefined;
  const requirements = made.flatMap(({ name, parts }) =>
    applying(parts).flatMap((key): readonly Listed[] => {
      const requirement = parts.requirements[key];
      return requirement
        ? [
            {
              ...requirement,
              id: `${protocol.id}/${name}/${key}`,
              family: name,
              tokens,
              // Where nobody is asked for a token, nothing takes one.
              ...(requirement.needs && { needs: requirement.needs.filter((hook) => tokens || hook !== 'token') }),
            },
          ]
        : [];
    }),
  );
  return {
    protocol,
    reader,
    requirements,
    faults: faultsOf(made, finder(protocol, made)),
    unobservable: made.flatMap(({ parts }) => parts.unobservable ?? []),
    paragraphs: made.map(({ name, title, parts }) => ({ family: name, title, text: parts.paragraph })),
  };
};
