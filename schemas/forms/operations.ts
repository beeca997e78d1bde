/** The form of the promise about operations that clients begin under ids of their own. */
import { Type } from '@sinclair/typebox';
import * as is from './atoms.ts';

const { as, closed, mapOf, maybe } = is;

const sample = { body: as('The body of the command that begins it; its id is put in.', mapOf(Type.Unknown())) };

export const operations = closed({
  begin: as('The command that begins one.', is.Name),
  cancel: as('The command that ends it before it is over.', is.Name),
  item: as('The control message that tells an item of one.', is.Name),
  done: as('The control message that says that it is over.', is.Name),
  failed: as('The control message that says that it has failed, which is its end as well.', is.Name),
  id: as('Where all of them say its id.', is.Pointer),
  taken: maybe('How a connection ends on which one is begun under the id of another that goes on.', is.Shut),
  samples: as(
    'Operations by which an examiner tries each sort.',
    closed({
      single: maybe('One with a single item.', closed(sample)),
      failing: maybe('One that fails for what it asks.', closed(sample)),
      endless: maybe(
        'One that goes on until its client cancels it.',
        closed({
          ...sample,
          event: as('The event that makes its items; they carry it.', is.Name),
          carried: as('Where in an item the event stands.', is.Pointer),
          mark: as('Where in the event a mark of its own stands.', is.Pointer),
          about: as(
            'What it is about; it brings nothing about anything else.',
            closed({
              asked: as('Where the command says so.', is.Pointer),
              told: as('Where the event does.', is.Pointer),
            }),
          ),
        }),
      ),
    }),
  ),
});
