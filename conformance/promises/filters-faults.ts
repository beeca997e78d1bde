/** All faults of filters. */
import type { FiltersPromise } from '../../schemas/promises.ts';
import type { Setting } from '../engine/requirement.ts';
import { twiceForRepeats } from '../faults/twice-for-repeats.ts';
import { answeringFaults } from './filters-answering-faults.ts';
import { passingFaults } from './filters-passing-faults.ts';
import { settingFaults } from './filters-setting-faults.ts';
import { singleFaults } from './filters-single-faults.ts';
import { createFilterTools } from './filters-tools.ts';
import { valueFaults } from './filters-value-faults.ts';
import { wakingFaults } from './filters-waking-faults.ts';

/** The faults of the `filters` family. */
export const filtersFaults = (setting: Setting<FiltersPromise>) => {
  const tools = createFilterTools(setting);
  return {
    ...passingFaults(tools),
    ...settingFaults(setting, tools),
    ...answeringFaults(setting, tools),
    ...singleFaults(setting, tools),
    ...valueFaults(setting, tools),
    ...wakingFaults(setting, tools),
    'twice-where-listed-twice': {
      story: 'Whoever has listed a name twice in one command gets every event twice.',
      breaks: ['once'] as const,
      disturbs: [...tools.unseen, ...tools.may.repeated],
      wrap: twiceForRepeats(setting, [setting.promise.names.at]),
    },
  };
};
