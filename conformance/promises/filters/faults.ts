/** All faults of filters. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Setting } from '../../engine/requirement.ts';
import { answeringFaults } from './answering-faults.ts';
import { likenessFaults } from './likeness-faults.ts';
import { passingFaults } from './passing-faults.ts';
import { settingFaults } from './setting-faults.ts';
import { singleFaults } from './single-faults.ts';
import { createFilterTools } from './tools.ts';
import { valueFaults } from './value-faults.ts';
import { wakingFaults } from './waking-faults.ts';

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
