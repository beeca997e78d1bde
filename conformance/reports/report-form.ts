/** The form of the JSON report: one source for the schema that is published, and for reading reports again. */
import { type TSchema, Type } from '@sinclair/typebox';
import { HOOKS } from '../../schemas/hooks.ts';
import { canonical, type JsonSchema } from '../../schemas/json-schema.ts';
import type { Happening } from '../engine/history.ts';

const maybe = Type.Optional;
const text = (description: string) => Type.String({ description });
const natural = (description: string) => Type.Integer({ minimum: 0, description });
const whole = (description: string) => Type.Integer({ description });
const ms = (description: string) => Type.Number({ minimum: 0, description });
const yes = (description: string) => Type.Boolean({ description });
const anything = (description: string) => Type.Unknown({ description });
const words = (list: readonly string[], description: string) =>
  Type.Unsafe<string>({ type: 'string', enum: list, description });
const list = <T extends TSchema>(item: T, description: string) => Type.Array(item, { description });
const texts = (description: string) => Type.Array(Type.String(), { description });

const STATUSES = {
  pass: 'judged, and kept',
  fail: 'found broken',
  unexercised: 'nothing to judge came up',
  untested: 'a hook was missing, or a whole history',
  inconclusive: 'found about durations, and never again',
  notApplicable: 'an option that the server did not take',
} as const;
const FORMS = ['text', 'binary', 'reserved bits', 'unmasked', 'reserved opcode', 'long ping', 'invalid utf-8'];

const Badge = Type.Object(
  {
    client: text('What the client is called in this history.'),
    user: text('The user whose token it shows; empty where that is not known.'),
    roles: texts('The roles in its token.'),
    token: Type.Union(
      [
        words(['good', 'missing', 'malformed', 'bad signature', 'unsigned'], 'What is wrong with it, or `good`.'),
        Type.Object({ expiresIn: Type.Number({ description: 'In ms from now; negative where it has expired.' }) }),
      ],
      { description: 'What kind of token it shows; never the token.' },
    ),
    again: maybe(yes('True: it is the very token that another connection of the same user has shown.')),
    expires: maybe(
      Type.Object(
        { from: Type.Number({ description: 'In ms.' }), to: Type.Number({ description: 'In ms.' }) },
        { description: 'Between which instants the token expires, by the clock of `at`.' },
      ),
    ),
    pongs: yes('Whether it answers pings.'),
    query: maybe(Type.Record(Type.String(), Type.String(), { description: 'Parameters of the address.' })),
  },
  { description: 'Who connects.' },
);
const Answer = Type.Union(
  [
    Type.Object({ status: Type.Literal('done'), answer: anything('What the hook answered.') }),
    Type.Object({
      ...{ status: Type.Literal('refused'), code: whole('The HTTP status.') },
      error: text('What it said.'),
    }),
    Type.Object({ status: Type.Literal('failed'), error: text('Why there is no answer.') }),
  ],
  { description: 'What came of the call.' },
);

const connection = whole('The number of the connection.');
const frame = {
  ...{ connection, form: words(FORMS, 'What it was sent as; all but the first two break RFC 6455 on purpose.') },
  ...{ text: text('What it says, read as UTF-8; long ones are cut.'), bytes: natural('Its length in bytes.') },
};
const call = {
  ...{ call: maybe(whole('The number of the call.')), hook: words(HOOKS, 'The hook.') },
  ...{ request: maybe(anything('What it was asked.')), refused: maybe(yes('True: a rule must make it refuse.')) },
};
const fetch = {
  ...{ fetch: maybe(whole('The number of the request.')), by: whole('The connection for which it is made.') },
  ...{ path: text('The path.'), query: text('The query.') },
};

/** The members of each kind of entry that reports tell, with what the kind means. */
const ENTRIES = {
  opening: ['A client asks to be let in.', { connection, badge: Badge }],
  opened: ['It is let in.', { connection }],
  refused: [
    'It is not let in.',
    {
      ...{ connection, status: maybe(whole('The HTTP status.')), because: text('Why, in words.') },
      error: maybe(anything('What the transport itself was told.')),
    },
  ],
  sent: [
    'A client sent a message.',
    { ...frame, fragments: maybe(whole('In how many frames, where these were several.')) },
  ],
  received: ['The server sent one.', frame],
  ping: ['The server sent a ping frame.', { connection, answered: yes('Whether the client answers it.') }],
  pinging: [
    'A client sent a ping frame.',
    { connection, ping: maybe(whole('Its number.')), text: text('What it holds.') },
  ],
  ponged: ['The server sent a pong frame.', { connection, text: text('What it holds.') }],
  unponged: [
    'A ping frame of a client had no pong.',
    { connection, ping: maybe(whole('Its number.')), waited: ms('How long was waited, in ms.') },
  ],
  leaving: ['A client leaves.', { connection, abruptly: yes('True: without a close frame.') }],
  closed: [
    'A connection is over.',
    {
      ...{ connection, code: maybe(whole("The code of the server's close frame.")), reason: text('Its reason.') },
      ...{ trouble: maybe(text('What went wrong, in words.')), polling: maybe(yes('True: carried by HTTP polling.')) },
    },
  ],
  asked: ['A hook is called.', call],
  told: ['It answered.', { ...call, answer: Answer }],
  fetching: ['A resource is asked for.', fetch],
  fetched: ['It came.', { ...fetch, status: maybe(whole('The HTTP status.')), text: text('What came.') }],
  silence: ['What was due had not come.', { connection, waited: ms('How long was waited, in ms.') }],
  stall: ['The examiner itself stood still.', { ms: ms('For how long.') }],
  end: ['The plan is over.', { cut: yes('True: time ran out.') }],
} as const satisfies Readonly<Record<Happening['kind'], readonly [string, Readonly<Record<string, TSchema>>]>>;

/** What the entries of histories can be. */
export const entryKinds = Object.keys(ENTRIES) as readonly Happening['kind'][];

/** The form of an entry of one kind. */
export const entryForm = (kind: Happening['kind']): TSchema => {
  const [description, members] = ENTRIES[kind];
  return Type.Object(
    {
      kind: Type.Literal(kind),
      seq: whole('Its place: in the history of the examination, or in the capture.'),
      at: Type.Number({ description: 'When, in ms since any instant.' }),
      plan: maybe(whole('The plan whose doing it is.')),
      ...members,
    },
    { description },
  );
};

const requirementForm = (entry: TSchema): TSchema =>
  Type.Object(
    {
      id: text('What it is called; stable.'),
      level: words(['MUST', 'SHOULD', 'MAY'], 'How binding it is (RFC 2119).'),
      statement: text('What is promised.'),
      source: text('Where it is written.'),
      status: words(
        Object.keys(STATUSES),
        `What came of it: ${Object.entries(STATUSES)
          .map(([status, what]) => `\`${status}\` ${what}`)
          .join('; ')}.`,
      ),
      judgements: natural('How often it was judged.'),
      histories: natural('In how many histories it was judged.'),
      missing: maybe(list(words(HOOKS, 'A hook.'), 'The hooks without which it could not be tested.')),
      note: maybe(text('Why it is no pass, where it did not fail.')),
      finding: maybe(
        Type.Object(
          { because: text('What was found, in words.'), frame: whole('The `seq` of the entry that shows it.') },
          { description: 'Why it failed.' },
        ),
      ),
      history: maybe(list(entry, 'The shortest history found that shows it; tokens are taken out.')),
      again: maybe(
        Type.Object(
          { times: natural('How often it came again.'), of: natural('How often it was tried.') },
          { description: 'How often it came again when the same plan was run again.' },
        ),
      ),
      replay: maybe(
        Type.Object(
          {
            seed: whole('The seed that leads to the plan.'),
            path: maybe(text('The path from the seed; none where only a plan that was tried first showed it.')),
            plan: maybe(anything('The plan itself, as `--plan` takes it.')),
            executions: maybe(natural('How many executions it took to find it.')),
          },
          { description: 'What shows it again.' },
        ),
      ),
    },
    { description: 'What came of one requirement.' },
  );

const reached = (what: string): TSchema =>
  Type.Object(
    {
      reached: natural('How many were reached.'),
      of: natural('How many there are.'),
      missing: texts('Those that were not.'),
    },
    { description: `The ${what} of promised lives.` },
  );

const Invocation = Type.Object(
  {
    target: text('The server.'),
    protocol: text('The protocol, as it was named.'),
    control: maybe(text('The URL of the control interface.')),
    driver: maybe(text('The file with the hooks.')),
    headers: maybe(texts('The names of header fields that were shown.')),
    subprotocols: maybe(texts('The subprotocols that were offered.')),
    ca: maybe(text('The file with further authorities.')),
    insecure: maybe(yes('Whether certificates were left unlooked at.')),
    token: maybe(yes('Whether a token was given.')),
    user: maybe(text('Whose token it was.')),
    secret: maybe(yes('Whether the control interface wants a secret.')),
    clock: maybe(words(['real', 'virtual'], 'Whose time it was.')),
    plan: maybe(text('The file of the plan that was run.')),
    path: maybe(text('The path that was run.')),
    runs: maybe(natural('How many random plans were asked for.')),
    patience: maybe(natural('How long what is due was waited for, in ms.')),
    kept: maybe(text('The folder of the failures that were kept and tried first.')),
  },
  { description: 'How it was asked for, so that failures come with a command that repeats them.' },
);

/** The form of a whole report, whose histories hold such entries. */
export const reportForm = (entry: TSchema = Type.Unknown()): TSchema =>
  Type.Object(
    {
      kit: Type.Object(
        { name: text('Its name.'), version: text('Its version.') },
        { description: 'What made the report.' },
      ),
      protocol: text('The id of the protocol.'),
      target: text('The server, or the capture.'),
      seed: whole('Equal seeds give equal plans; 0 for captures.'),
      startedAt: text('When it began, in ISO 8601.'),
      durationMs: ms('How long it took, in ms.'),
      clock: words(['in process', 'advance', 'real'], "Whose time went by: the kit's, the server's, or everybody's."),
      capture: maybe(
        Type.Object(
          {
            format: words(['wireproof', 'har', 'plain', 'proxy'], 'What was judged; `proxy`: what passed through one.'),
            places: words(['line', 'message'], 'What the `seq` of entries numbers.'),
          },
          { description: 'Where a capture was judged, and no server examined.' },
        ),
      ),
      verdict: words(
        ['conformant', 'nonconformant', 'incomplete'],
        'Every MUST passed; a MUST failed; none failed, but some could not be judged.',
      ),
      counts: Type.Object(
        Object.fromEntries(Object.entries(STATUSES).map(([status, what]) => [status, natural(`How many: ${what}.`)])),
        { description: 'How many requirements came to what.' },
      ),
      requirements: list(requirementForm(entry), 'Every requirement of the protocol.'),
      effort: Type.Object(
        {
          plans: natural('Plans performed, or parts of a capture judged.'),
          entries: natural('Entries of their histories.'),
          shrinking: natural('Executions that looked for shorter plans.'),
        },
        { description: 'What it took.' },
      ),
      coverage: Type.Object(
        {
          ...{ states: reached('states'), transitions: reached('transitions') },
          pairs: reached('pairs of transitions'),
        },
        { description: 'How much of the promised lives of things was seen.' },
      ),
      notes: list(
        Type.Object({
          about: words(['server', 'driver', 'kit', 'run'], 'Whom it concerns.'),
          text: text('What a reader must know.'),
        }),
        'What else a reader must know: who is to blame, what was cut short.',
      ),
      invocation: maybe(Invocation),
    },
    {
      title: 'Report of wireproof',
      description:
        'What `--report json=FILE` writes. Members keep their names and their meaning; further ones may be added.',
    },
  );

/** The JSON Schema (2020-12) of the JSON report. */
export const reportSchema = (): JsonSchema => {
  const entry = Type.Union(entryKinds.map(entryForm), { description: 'One thing that happened.' });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://wireproof.dev/report.schema.json',
    ...canonical(reportForm(entry)),
  };
};
