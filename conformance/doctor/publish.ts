/** Checks of `publish`: what it takes, what it refuses, and whom the event reaches. */
import type { Asking } from './asking.ts';
import { type Bench, checksOf, skipped, SOUND } from './check.ts';
import { ANY_REFUSAL, demand, demandEach, either, objectIn, refusal, type Wanted } from './demand.ts';
import { handedOut } from './publish-witness.ts';
import { publishing, tell } from './samples.ts';
import { isMadeForOne } from '../scene/numbers.ts';

const ACCEPTED: Wanted = {
  words: '202 with a JSON object',
  holds: ({ status, text }) => status === 202 && objectIn(text) !== undefined,
};

const taleOf = ({ protocol, reader, naming }: Bench) => tell(protocol, reader, naming());

const asking = (body: unknown): Asking => ({ method: 'POST', hook: 'publish', body });

/** The checks. */
export const PUBLISH_CHECKS = checksOf('publish', {
  'accepts-beginnings': {
    statement: 'The event that begins a thing is accepted with 202 and a JSON object.',
    says: 'publish',
    mend: 'publish the payload as it is, add what the server itself gives, and answer 202 {}.',
    run: async (bench) => (await demandEach(bench.ask, taleOf(bench).births.map(publishing), ACCEPTED)) ?? SOUND,
  },
  'accepts-what-follows': {
    statement: 'Every event of the catalog is accepted where the rules allow it.',
    says: 'accepted',
    mend: 'see in "came" what the server objects to; the things that the event speaks of were published just before.',
    run: async (bench) => {
      const { births, rest } = taleOf(bench);
      const begun = await demandEach(bench.ask, births.map(publishing), ACCEPTED);
      if (begun) return skipped('doctor/publish/accepts-beginnings does not hold');
      return (await demandEach(bench.ask, rest.map(publishing), ACCEPTED)) ?? SOUND;
    },
  },
  'refuses-what-breaks-the-rules': {
    statement:
      "What fits the schema but breaks the server's own rules is refused with 409 and a JSON error; where the protocol does not ask for that, it may be taken.",
    says: 'publish',
    mend: 'keep 400 for what does not fit the schema; an event that comes twice or too early is a 409, where it is refused.',
    run: async (bench) => {
      const { births, early, transgressions } = taleOf(bench);
      const begun = await demandEach(bench.ask, births.map(publishing), ACCEPTED);
      if (begun) return skipped('doctor/publish/accepts-beginnings does not hold');
      const free = Object.values(bench.protocol.promises.lifecycle ?? {}).filter(({ enforced }) => !enforced);
      const starts = free.flatMap(({ transitions }) => Object.keys(transitions));
      const again = births.filter(({ event }) => starts.includes(event));
      if (again.length + early.length + transgressions.length === 0) return skipped('the protocol has no lifecycles');
      for (const sample of transgressions) {
        const wrong = await demand(bench.ask, publishing(sample), sample.refused ? refusal(409) : ACCEPTED);
        if (wrong) return sample.refused ? wrong : skipped('doctor/publish/accepts-what-follows does not hold');
      }
      return (
        (await demandEach(bench.ask, [...again, ...early].map(publishing), either(refusal(409), ACCEPTED))) ?? SOUND
      );
    },
  },
  'refuses-misfits': {
    statement: 'A payload that does not fit its schema is refused with 400 and a JSON error.',
    says: 'publish',
    mend: 'validate payloads with the schemas under generated/, before the rules are asked.',
    run: async (bench) => {
      const { births, misfits } = taleOf(bench);
      const begun = await demandEach(bench.ask, births.map(publishing), ACCEPTED);
      if (begun) return skipped('doctor/publish/accepts-beginnings does not hold');
      const [first] = births;
      const without = first ? [asking({ event: first.event }), asking({ event: first.event, payload: [] })] : [];
      return (await demandEach(bench.ask, [...misfits.map(publishing), ...without], refusal(400))) ?? SOUND;
    },
  },
  'refuses-unknown-events': {
    statement: 'An event that the protocol does not have is refused with a 4xx and a JSON error.',
    says: 'publish',
    mend: 'look the event up in the catalog by its own names only; a word that every object inherits is none of them.',
    run: async ({ ask }) => {
      const names = ['no.such.event', 'toString', '', 5, null];
      const askings = [...names.map((event) => asking({ event, payload: {} })), asking({ payload: {} })];
      return (await demandEach(ask, askings, ANY_REFUSAL)) ?? SOUND;
    },
  },
  'refuses-control-messages': {
    statement: 'A control message, or what is made for one client, cannot be published: 400 or 409 and a JSON error.',
    says: 'control',
    mend: 'take only events; what the server says to one client alone is none that others could bring about.',
    run: async ({ ask, protocol }) => {
      const own = Object.entries(protocol.events).filter(([name]) => isMadeForOne(protocol.promises, name));
      // What bears the name of an event as well is one.
      const controls = Object.entries(protocol.controls).filter(([name]) => !Object.hasOwn(protocol.events, name));
      const askings = [...controls, ...own].map(([event, message]) =>
        asking({ event, payload: message?.examples[0] ?? {} }),
      );
      return (await demandEach(ask, askings, refusal(400, 409))) ?? SOUND;
    },
  },
  'reaches-the-entitled': {
    statement: 'An event reaches a connection that has asked for it.',
    says: 'handed',
    mend: 'have publish go the way that events of the server itself go, out to every connection; a 202 without a delivery is worse than a 409.',
    needs: ['token'],
    witness: true,
    run: async (bench) => (await handedOut(bench)).reaches,
  },
  'answers-once-handed-out': {
    statement: 'The 202 comes after the event has been handed to the connections it concerns.',
    says: 'handed',
    mend: 'wait for the event to have been handed to the sockets before the 202, also where it goes through a queue.',
    needs: ['token'],
    witness: true,
    run: async (bench) => (await handedOut(bench)).inTime,
  },
  'leaves-the-payload-unchanged': {
    statement: 'The payload arrives as it was published.',
    says: 'unchanged',
    mend: 'pass every field of the payload through, timestamps included, without reading it into other types.',
    needs: ['token'],
    witness: true,
    run: async (bench) => (await handedOut(bench)).unchanged,
  },
});
