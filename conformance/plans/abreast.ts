/** Abreast: what is published at once is about different things, so that it may be taken in any order. */
import type { Step } from '../engine/plan.ts';

type Together = Extract<Step, { readonly do: 'together' }>;

/** Starts steps at once as long as they are about different things, so many at the most. */
export const abreast = (
  steps: readonly { readonly step: Step; readonly thing: string }[],
  most = Number.POSITIVE_INFINITY,
): readonly Together[] => {
  const groups: { readonly steps: Step[]; readonly things: Set<string> }[] = [];
  for (const { step, thing } of steps) {
    const last = groups.at(-1);
    if (last && last.steps.length < most && !last.things.has(thing)) {
      last.steps.push(step);
      last.things.add(thing);
    } else groups.push({ steps: [step], things: new Set([thing]) });
  }
  return groups.map(({ steps: together }) => ({ do: 'together', steps: together }));
};

/** The same, with something that is asked for as the first of them begin. */
export const askingBeside = (ask: Step, steps: Parameters<typeof abreast>[0]): readonly Step[] => {
  const [first, ...others] = abreast(steps);
  return [{ do: 'together', steps: [ask, ...(first?.steps ?? [])] }, ...others];
};
