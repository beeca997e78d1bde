/** Refusing: an oracle for publications that break a rule which the server enforces: refused, and never seen by anybody. */
import {
  broken,
  earned,
  type Findings,
  hearing,
  heldBeside,
  type Oracle,
  type Twins,
  twins,
} from '../engine/oracle.ts';
import type { EntryOf } from '../engine/history.ts';
import { at, difference, textAt } from '../scene/pointer.ts';
import type { Moment, Scene } from '../scene/scene.ts';

/** What must be refused. */
interface Refused {
  readonly call: number;
  readonly event: string;
  readonly body: unknown;
  /** Where the refusal stands in the history. */
  refused?: number;
}

/** How much of what was refused is remembered. */
const REMEMBERED = 500;

/** An event of the same name was published: a server that refuses everything keeps no rule. */
const published: Twins = twins(
  ['told'],
  () =>
    ({ entry, publication }) =>
      entry.kind === 'told' && publication ? [publication.event] : [],
);

/** Judges that what must be refused is, and that no connection which would get it does; the next answer there shows that. */
export const refusing = (concerns: (event: string, scene: Scene) => boolean): Oracle =>
  earned(
    published,
    hearing(() => {
      let open: Refused[] = [];
      /** What was asked for may come before it is refused. */
      const asked = ({ request, call }: EntryOf<'asked'>, scene: Scene): void => {
        const event = textAt(request, '/event') ?? '';
        if (concerns(event, scene)) open = [...open, { call, event, body: at(request, '/payload') }].slice(-REMEMBERED);
      };
      const told = ({ call, answer, seq }: EntryOf<'told'>): Findings => {
        const mine = open.find((one) => one.call === call);
        if (!mine) return undefined;
        if (answer.status === 'refused') mine.refused = seq;
        else open = open.filter((one) => one !== mine);
        return answer.status === 'done' ? broken(`${mine.event} was published all the same`) : undefined;
      };
      const judge = ({ entry, scene, message, delivery, connection, reply }: Moment): Findings => {
        if (entry.kind === 'asked' && entry.refused) asked(entry, scene);
        if (entry.kind === 'told' && entry.refused) return told(entry);
        if (message?.kind === 'event' && delivery && (!delivery.of || delivery.again)) {
          const came = open.find(
            ({ event, body }) => event === message.name && difference(body, message.body) === undefined,
          );
          return came && broken(`${came.event} was refused, and came all the same`);
        }
        if (!reply || !connection?.interest) return undefined;
        const { interest } = connection;
        const since = reply.to.command.entry.seq;
        const proved = open.filter(
          ({ event, body, refused = since }) => refused < since && interest.passes(event, body) === 'yes',
        );
        open = open.filter((one) => !proved.includes(one));
        return proved.map(({ event }) => heldBeside(event));
      };
      return judge;
    }, ['misstep', 'foreign', 'reply']),
  );
