/** All faults of filters. */
import type { FiltersPromise } from '../../schemas/promises/filters.ts';
import type { Setting } from '../engine/requirement.ts';
import { answeringFaults } from './filters-answering-faults.ts';
import { likenessFaults } from './filters-likeness-faults.ts';
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
    ...likenessFaults(setting, tools),
  };
};
