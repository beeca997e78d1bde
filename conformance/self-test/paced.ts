/** A small protocol of the tests' own: it beats by message, limits what clients send, and paces some of its events. */
import { Type } from '@sinclair/typebox';
import type { LimitsPromise } from '../../schemas/promises/limits.ts';
import { message, protocol, type Protocol, tagged } from '../../schemas/protocol.ts';
import { Int, Iso, List, Text } from '../../schemas/types.ts';

const NAMES = ['level', 'tick', 'quote', 'note'] as const;
const Names = List(Text('A name.'), 'Names of events.');
const no = { invalid: [] };

/** Five messages in any ten seconds, and what is above is refused. */
export const FIVE: LimitsPromise<'warn', never> = {
  per: 'connection',
  most: 5,
  within: 10_000,
  over: { error: 'too many', connection: 'goes on' },
};

/** The protocol, with a limit of such a kind. */
export const paced = (limits: LimitsPromise<'warn', never> = FIVE): Protocol =>
  protocol({
    id: 'paced',
    title: 'Paced',
    description: 'A protocol of the tests.',
    path: '/paced',
    envelope: {
      command: tagged('event', 'data'),
      control: tagged('event', 'data'),
      event: tagged('event', 'data'),
    },
    commands: {
      want: message('Asks for events.', Type.Object({ names: Names }), { examples: [{ names: [...NAMES] }], ...no }),
      leave: message('Gives them up.', Type.Object({ names: Names }), { examples: [{ names: [...NAMES] }], ...no }),
      here: message('Answers beats.', Type.Object({ at: Int('An instant.') }), { examples: [{ at: 7 }], ...no }),
    },
    controls: {
      hello: message('Greets.', Type.Object({ id: Text('A name.') }), { examples: [{ id: 'h' }], ...no }),
      wanted: message('Confirms.', Type.Object({ names: Names }), { examples: [{ names: [] }], ...no }),
      left: message('Confirms.', Type.Object({ names: Names }), { examples: [{ names: [] }], ...no }),
      beat: message('Beats.', Type.Object({ open: Int('For so many ms.') }), { examples: [{ open: 30_000 }], ...no }),
      bye: message('Takes leave.', Type.Object({ reason: Text('Why.') }), { examples: [{ reason: 'silence' }], ...no }),
      fail: message('Tells what is wrong.', Type.Object({ code: Text('Which.'), text: Text('For people.') }), {
        examples: [{ code: 'BAD', text: 'It is bad.' }],
        ...no,
      }),
      warn: message(
        'Warns of the limit.',
        Type.Object({ limit: Int('So many.'), current: Int('So far.'), resets: Iso('When.'), timestamp: Iso('Now.') }),
        {
          examples: [{ limit: 5, current: 4, resets: '2026-01-01T00:00:10Z', timestamp: '2026-01-01T00:00:00Z' }],
          ...no,
        },
      ),
    },
    events: {
      level: message('A level.', Type.Object({ level: Int('How high.'), at: Int('When.') }), {
        examples: [{ level: 1, at: 1 }],
        ...no,
      }),
      tick: message('A tick.', Type.Object({ tick: Int('Which.') }), { examples: [{ tick: 1 }], ...no }),
      quote: message('A price.', Type.Object({ symbol: Text('Of what.'), price: Int('How much.') }), {
        examples: [{ symbol: 'X', price: 1 }],
        ...no,
      }),
      note: message('A note.', Type.Object({ text: Text('What.') }), { examples: [{ text: 'n' }], ...no }),
    },
    promises: {
      handshake: { greeting: 'hello' },
      replies: {
        fence: 'want',
        fenceBody: { names: [] },
        to: {
          want: { answer: 'wanted', refusals: ['unknown'] },
          leave: { answer: 'left', refusals: ['unknown'] },
        },
      },
      errors: {
        message: 'fail',
        text: '/text',
        code: { at: '/code', level: 'MUST' },
        kinds: { bad: { code: 'BAD' }, unknown: { code: 'UNKNOWN' }, 'too many': { code: 'TOO_MANY' } },
        input: { 'not-json': 'bad', binary: 'bad', 'not-object': 'bad', 'unknown-command': 'bad', 'bad-field': 'bad' },
      },
      filters: {
        set: 'want',
        unset: 'leave',
        replaces: 'name by name',
        names: { at: '/names', empty: 'nothing' },
        values: {},
        initially: 'nothing',
        unknown: 'unknown',
      },
      heartbeat: {
        send: 'beat',
        answer: 'here',
        every: 30_000,
        from: 'greeting',
        uptime: '/open',
        forgives: 1,
        ending: { close: 4002, farewell: { message: 'bye', level: 'MUST', says: { '/reason': 'silence' } } },
        level: 'SHOULD',
      },
      limits,
      pacing: {
        level: { kind: 'spaced', every: 1000 },
        tick: { kind: 'steady', every: 5000 },
        quote: { kind: 'spaced', every: 1000, key: ['/symbol'], atOnce: true },
      },
    },
  });
