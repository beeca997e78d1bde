/** Relations between texts: fields that repeat what is known already, and two fields that say the same. */
import type { Relation } from '../../schemas/promises/facts.ts';
import { quote } from '../engine/oracle.ts';
import { at, textAt, withAt } from '../scene/pointer.ts';
import type { Way } from './relation.ts';

type Equal = Extract<Relation, { readonly equal: unknown }>['equal'];
type Agree = Extract<Relation, { readonly agree: unknown }>['agree'];

/** Fields that equal what a template gives, as far as that is known. */
export const equals = (equal: Equal): Way => ({
  held: (event, body, world) => {
    const known = Object.entries(equal).flatMap(([pointer, template]) => {
      const expected = world.fillFor(template, event, body);
      return expected === undefined ? [] : [{ pointer, expected, found: at(body, pointer) }];
    });
    if (known.length === 0) return undefined;
    const wrong = known.find(({ expected, found }) => expected !== found);
    return {
      holds: wrong === undefined,
      because: () => `has ${quote(wrong?.found)} at ${wrong?.pointer}, not ${quote(wrong?.expected)}`,
    };
  },
  made: (event, body, world) =>
    Object.entries(equal).reduce((made, [pointer, template]) => {
      const value = world.fillFor(template, event, made);
      return value === undefined ? made : withAt(made, pointer, value);
    }, body),
  others: () => [],
  spoilings: {
    'mixes-up-parties': {
      story: 'In every event but those that create something, two related fields have changed places.',
      spoil: (body) => {
        const [one, two] = Object.keys(equal);
        return one === undefined || two === undefined
          ? body
          : withAt(withAt(body, one, at(body, two)), two, at(body, one));
      },
      sparesBirths: true,
    },
  },
  words: (code) =>
    Object.entries(equal)
      .map(([pointer, template]) => `${code(pointer)} = ${code(template)}`)
      .join(', '),
});

/** Two fields that say the same in different words. */
export const agrees = ({ one, other, words }: Agree): Way => {
  const meant = (body: unknown): string | undefined => {
    const said = textAt(body, one);
    return said !== undefined && Object.hasOwn(words, said) ? words[said] : undefined;
  };
  return {
    held: (_event, body) => {
      const expected = meant(body);
      if (expected === undefined) return undefined;
      const found = at(body, other);
      return {
        holds: found === expected,
        because: () => `says ${quote(at(body, one))} at ${one} and ${quote(found)} at ${other}`,
      };
    },
    made: (_event, body) => {
      const expected = meant(body);
      return expected === undefined ? body : withAt(body, other, expected);
    },
    others: (example) => Object.keys(words).map((word) => withAt(example, one, word)),
    spoilings: {
      'says-two-things': {
        story: 'Of two fields that say the same, the second says what it would beside another first.',
        spoil: (body) => {
          const said = Object.values(words);
          const next = said[(said.indexOf(meant(body) ?? '') + 1) % said.length];
          return meant(body) === undefined ? body : withAt(body, other, next);
        },
      },
    },
    words: (code) =>
      `${code(one)} and ${code(other)}: ${Object.entries(words)
        .map(([said, meaning]) => `${code(said)} with ${code(meaning)}`)
        .join(', ')}`,
  };
};
