/** Checks of what the control interface says of itself. */
import { HOOKS } from '../../schemas/hooks.ts';
import type { Came } from './asking.ts';
import { checksOf, SOUND, type Wrong } from './check.ts';
import { objectIn, wrongly } from './demand.ts';

/** The question that everything begins with. */
export const ABOUT = { method: 'GET', hook: '' } as const;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The part of {@link ABOUT_CHECKS} that must hold before anything else can be asked: undefined when it does. */
export const essential = (
  came: Came,
  protocol: string,
): { readonly check: string; readonly wrong: Wrong } | undefined => {
  const fault = (check: string, wanted: string) => ({ check, wrong: wrongly(ABOUT, came, wanted) });
  if (came.status === 'none' || came.status !== 200) return fault('doctor/about/answers', '200');
  const answer = objectIn(came.text);
  const { promises = {} } = answer ?? {};
  const shaped =
    typeof answer?.protocol === 'string' &&
    isTexts(answer.hooks) &&
    typeof promises === 'object' &&
    promises !== null &&
    !Array.isArray(promises);
  if (!shaped) return fault('doctor/about/shape', 'JSON such as {"protocol":"..","hooks":["publish"],"promises":{..}}');
  return answer.protocol === protocol ? undefined : fault('doctor/about/protocol', `"protocol":"${protocol}"`);
};

/** The checks; the first four have been done before the bench is there, and are done again here only to be listed. */
export const ABOUT_CHECKS = (merges: (promises: unknown) => string | undefined) => {
  const done = () => Promise.resolve(SOUND);
  return checksOf('about', {
    answers: {
      statement: 'GET / is answered with 200.',
      says: 'about',
      mend: 'check --control: the URL is the base under which the hooks are, and GET on it must give the list of them.',
      run: done,
    },
    shape: {
      statement: 'The answer to GET / is a JSON object that names the protocol and the hooks.',
      says: 'about',
      mend: 'give "protocol" as a text and "hooks" as a list of texts; "promises", if given, is an object.',
      run: done,
    },
    protocol: {
      statement: 'It names the protocol that is examined.',
      says: 'about',
      mend: 'give the id as `wireproof list` has it, or check --protocol and --control.',
      run: done,
    },
    promises: {
      statement: 'Only numbers that the protocol has differ in this build.',
      says: 'promises',
      mend: 'leave out of "promises" whatever is as the protocol has it, and give numbers under its own names.',
      run: ({ about }) => {
        const because = merges(about.promises);
        return Promise.resolve(
          because === undefined
            ? SOUND
            : { status: 'wrong', asked: 'GET /', came: because, wanted: 'numbers in the place of numbers' },
        );
      },
    },
    'known-hooks': {
      level: 'SHOULD',
      statement: 'Each hook it names is one of the control interface.',
      says: 'about',
      mend: `name hooks in "hooks" as they are: ${HOOKS.join(', ')}; take out what is none of them.`,
      run: ({ about }) => {
        const unknown = about.hooks.filter((hook) => !(HOOKS as readonly string[]).includes(hook));
        return Promise.resolve(
          unknown.length === 0
            ? SOUND
            : {
                ...{
                  status: 'wrong',
                  asked: 'GET /',
                  came: `"hooks" names ${unknown.map((hook) => JSON.stringify(hook)).join(', ')}`,
                },
                wanted: `some of ${HOOKS.join(', ')}`,
              },
        );
      },
    },
  });
};
