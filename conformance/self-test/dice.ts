/** Numbers that look random and are the same in every run. */

/** Gives whole numbers from `least` to `most`, both included; equal seeds give equal numbers. */
export const createDice = (seed: number): ((least: number, most: number) => number) => {
  let state = seed >>> 0;
  // mulberry32: each state gives one number, well mixed.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (least, most) => least + Math.floor(next() * (most - least + 1));
};
