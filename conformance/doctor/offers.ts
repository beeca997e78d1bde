/** Checks that the hooks which are named are there, and those that are there are named. */
import { type HookName, HOOKS } from '../../schemas/hooks.ts';
import type { Asking } from './asking.ts';
import { type Bench, checksOf, skipped, SOUND, type Wrong } from './check.ts';
import { wrongly } from './demand.ts';
import { publishing, tell } from './samples.ts';

/** The hooks that may be called at all: `advance` only where time may be moved. */
export const callable = ({ mayAdvance }: Pick<Bench, 'mayAdvance'>): readonly HookName[] =>
  HOOKS.filter((hook) => hook !== 'advance' || mayAdvance);

/** A request that the hook must take, and that does as little as it can. */
export const plainly = (hook: HookName, { protocol, reader, naming }: Bench): Asking => {
  const name = naming();
  const subject = name('⟨user1⟩');
  switch (hook) {
    case 'publish': {
      const [first] = tell(protocol, reader, name).births;
      return first ? publishing(first) : { method: 'POST', hook, body: {} };
    }
    case 'token':
      return { method: 'POST', hook, body: { subject } };
    case 'advance':
      return { method: 'POST', hook, body: { ms: 1 } };
    case 'close':
      return {
        method: 'POST',
        hook,
        body: { subject, reason: Object.keys(protocol.promises.closing?.reasons ?? {})[0] },
      };
    case 'reset':
      return { method: 'POST', hook };
  }
};

/** The checks. */
export const OFFER_CHECKS = checksOf('about', {
  'offers-what-it-names': {
    statement: 'Each hook that it names is there.',
    says: 'errors',
    mend: 'serve the hook as POST under its name below the base URL, or take it out of "hooks".',
    run: async (bench) => {
      const lost: { readonly hook: HookName; readonly wrong: Wrong }[] = [];
      for (const hook of callable(bench).filter((named) => bench.hooks.has(named))) {
        const asking = plainly(hook, bench);
        const came = await bench.ask(asking);
        if (came.status === 404) lost.push({ hook, wrong: wrongly(asking, came, 'anything but 404') });
        // Its own checks tell more.
        if (came.status === 'none') return skipped(`the hook ${hook} gave no answer`);
      }
      const [first] = lost;
      return first ? { ...first.wrong, absent: lost.map(({ hook }) => hook) } : SOUND;
    },
  },
  'names-what-it-offers': {
    statement: 'Each hook that is there is named.',
    says: 'about',
    mend: 'add the hook to "hooks": what is not named is not used, and what it would open stays untested.',
    run: async (bench) => {
      for (const hook of callable(bench).filter((named) => !bench.hooks.has(named))) {
        const asking = plainly(hook, bench);
        const came = await bench.ask(asking);
        // That a hook which is not offered is refused with 404, and not with another 4xx, is demanded of unknown hooks alone.
        const refused = came.status !== 'none' && came.status >= 400 && came.status < 500;
        if (!refused) return wrongly(asking, came, `404, or "${hook}" among the hooks of GET /`);
      }
      return SOUND;
    },
  },
});
