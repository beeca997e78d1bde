/** What the fields of an event say of one another. */
import type { Pattern, Pointer } from './terms.ts';

/** A relation between the fields of an event. */
export type Relation =
  /** Fields that equal what the template gives. */
  | { readonly equal: Readonly<Record<`/${string}`, string>> }
  /** Where a field is there, so is another, which is not 0, and the field is the change from that to a third, in per cent. */
  | { readonly percent: { readonly change: Pointer; readonly from: Pointer; readonly to: Pointer } }
  /** Two fields say the same in different words: by what the one says, what the other does. */
  | {
      readonly agree: {
        readonly one: Pointer;
        readonly other: Pointer;
        readonly words: Readonly<Record<string, string>>;
      };
    }
  /** One number is no larger than another. */
  | { readonly atMost: { readonly less: Pointer; readonly more: Pointer } }
  /** One number is the sum of others. */
  | { readonly sum: { readonly total: Pointer; readonly parts: readonly Pointer[] } }
  /** One number is the product of others; a pair stands for its first less its second. */
  | {
      readonly product: {
        readonly total: Pointer;
        readonly factors: readonly (Pointer | readonly [Pointer, Pointer])[];
      };
    };

/** A relation that holds in every event of a pattern. */
export type Fact<Event extends string = string> = Relation & {
  readonly statement: string;
  readonly of: Pattern<Event>;
};
