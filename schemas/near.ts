/** Finds what somebody may have meant by a name that there is not. */

/** How many single-character edits lie between two texts. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, character] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      next.push(Math.min((row[j] ?? 0) + (character === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[row.length - 1] ?? 0;
};

const lastPart = (name: string): string => name.split('/').at(-1) ?? '';

/** The names nearest to a word, best first: those that contain it, and those that a slip or two would turn into it. */
export const nearTo = (word: string, names: readonly string[], most = 3): readonly string[] => {
  const wanted = word.toLowerCase().slice(0, 200);
  const tolerance = Math.max(2, lastPart(wanted).length / 3);
  const scored = names.map((name) => {
    const candidate = name.toLowerCase();
    const contains = wanted.length > 2 && candidate.includes(wanted);
    const endsAlike = distance(lastPart(wanted), lastPart(candidate)) + 1;
    return { name, score: contains ? 0 : Math.min(distance(wanted, candidate), endsAlike) };
  });
  return scored
    .filter(({ score }) => score <= tolerance)
    .sort((a, b) => a.score - b.score)
    .slice(0, most)
    .map(({ name }) => name);
};

/** What to say after an unknown name: what is near to it, or where to look. */
export const didYouMean = (word: string, names: readonly string[], otherwise: string): string => {
  const near = nearTo(word, names);
  if (near.length === 0) return otherwise;
  return `did you mean ${near.length === 1 ? near[0] : `${near.slice(0, -1).join(', ')} or ${near.at(-1)}`}?`;
};
