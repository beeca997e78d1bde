/** What the documents and contracts show of a suite. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { SuiteView } from '../generate/suite-view.ts';
import { suiteOf } from './index.ts';

/** The view of a protocol's suite that documents print. */
export const suiteView = (protocol: Protocol): SuiteView => {
  const { requirements, paragraphs, unobservable, faults } = suiteOf(protocol);
  return {
    requirements: requirements.map(({ id, level, statement, source }) => ({ id, level, statement, source })),
    paragraphs,
    unobservable,
    faults: faults.map(({ id, story, breaks }) => ({ id, story, breaks })),
  };
};
