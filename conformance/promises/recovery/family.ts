/** Recovery: how a client learns what it has missed, over HTTP or in band. */
import { family, type Requirement } from '../../engine/requirement.ts';
import { backfill } from './backfill.ts';
import { backfillFaults } from './backfill-faults.ts';
import { beginningFaults } from './beginning-faults.ts';
import { rangeFaults } from './range-faults.ts';
import { replay } from './replay.ts';
import { replayFaults } from './replay-faults.ts';
import { sinceFaults } from './since-faults.ts';

/** The family of the `recovery` promise. */
export const recovery = family('recovery', 'Recovery', (setting) => {
  const { promise, promises, protocol } = setting;
  // In band, where what is asked for by name is counted by name.
  const isReplayed = promise.replay && promises.filters && typeof promises.sequence?.scope === 'object';
  const requirements: Readonly<Record<string, Requirement>> = {
    ...(promise.backfill && backfill(setting, promise.backfill)),
    ...(promise.replay && isReplayed && replay(setting, promise.replay)),
  };
  const paths = Object.values(promise.backfill ?? {}).map(({ path, since }) => `GET \`${path}?${since}=n\``);
  const paragraph = [
    ...(paths.length > 0
      ? [
          `${paths.join(' and ')} ${paths.length > 1 ? 'tell' : 'tells'} what was created or changed after n, and up to which number that is everything. ` +
            'Whoever was cut off at n connects again, asks, applies the items, and then the live events above that number; those up to it are in the items already, and items may be newer. ' +
            'An answer over HTTP stands outside the order of messages.',
        ]
      : []),
    ...(promise.replay && isReplayed
      ? [
          `\`${promise.replay.command}\` begins with what comes next (\`${promise.replay.latest}\`), with the first there ever was (\`${promise.replay.earliest}\`), or with a number. ` +
            'Old events come as they came live, then live ones, without a hole or an overlap; its answer tells, by count, the first number that is covered.',
        ]
      : []),
  ];
  return {
    paragraph: paragraph.join(' '),
    requirements,
    unobservable: [
      ...(paths.length > 0
        ? [
            {
              statement:
                'How far the number of an answer may lag behind what was published before the request was sent.',
              reason:
                'An answer stands outside the order of messages; the law alone says what the number must not hide.',
            },
          ]
        : []),
    ],
    faults: {
      ...(promise.backfill && {
        ...backfillFaults(setting, promise.backfill),
        ...sinceFaults(protocol, promise.backfill),
      }),
      ...(promise.replay &&
        isReplayed && {
          ...replayFaults(setting, promise.replay),
          ...beginningFaults(setting, promise.replay),
          ...rangeFaults(setting, promise.replay),
        }),
    },
  };
});
