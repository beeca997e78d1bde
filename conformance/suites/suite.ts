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

/** The parts that apply, or undefined when nothing does. */
const applying = (parts: Parts): Parts => {
  const requirements = Object.fromEntries(
    Object.entries(parts.requirements).filter(([, { applies = true }]) => applies),
  );
  const faults = Object.entries(parts.faults ?? {}).map(
    ([name, fault]) => [name, { ...fault, breaks: fault.breaks.filter((key) => requirements[key]) }] as const,
  );
  return {
    ...parts,
    requirements,
    faults: Object.fromEntries(faults.filter(([, { breaks, breaksToo = [] }]) => breaks.length + breaksToo.length > 0)),
  };
};

/** Puts families together to a suite; a fault that names an unknown requirement is a fault of the kit. */
export const assemble = (protocol: Protocol, families: readonly Family[]): Suite => {
  const reader = createReader(protocol);
  const made = families.flatMap((family) => {
    const parts = family.of(protocol, reader);
    return parts ? [{ family, parts: applying(parts) }] : [];
  });
  const requirements = made.flatMap(({ family: { name }, parts }) =>
    Object.entries(parts.requirements).map(
      ([key, requirement]): Listed => ({ ...requirement, id: `${protocol.id}/${name}/${key}`, family: name }),
    ),
  );
  const ids = requirements.map(({ id }) => id.slice(protocol.id.length + 1));
  const full = (names: readonly string[]): readonly string[] =>
    names.flatMap((name) => {
      const found = ids.filter((id) => meant(name, id));
      if (found.length === 0 && !name.endsWith('*'))
        throw new Error(`A fault names the requirement ${name}, which ${protocol.id} does not have.`);
      return found.map((id) => `${protocol.id}/${id}`);
    });
  const faults = made.flatMap(({ family: { name }, parts }) =>
    Object.entries(parts.faults ?? {}).map(
      ([key, { breaks, breaksToo = [], disturbs = [], ...fault }]): ListedFault => ({
        ...fault,
        id: `${name}/${key}`,
        breaks: full([...breaks.map((own) => `${name}/${own}`), ...breaksToo]),
        disturbs: full(disturbs),
      }),
    ),
  );
  return {
    protocol,
    reader,
    requirements,
    faults,
    unobservable: made.flatMap(({ parts }) => parts.unobservable ?? []),
    paragraphs: made.map(({ family: { name, title }, parts }) => ({ family: name, title, text: parts.paragraph })),
  };
};
