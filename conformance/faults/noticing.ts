/** Who may notice what a fault does beside what it breaks: requirements in groups, by what a client gets to see. */
import type { Promises } from '../../schemas/promises.ts';
import { grantedKey, keyOf } from '../promises/keys.ts';

const within = (family: string, keys: readonly string[]): readonly string[] => keys.map((key) => `${family}/${key}`);

/** The requirements that may notice, as `family/key`; groups may share some. */
export const noticing = ({
  replies,
  rights,
  delivery,
  lifecycle,
  facts,
  recovery,
  books,
  errors,
  limits,
}: Promises) => {
  /** Where errors answer no command by its id, and have no words of their own, one is easily taken for another. */
  const alike =
    errors !== undefined &&
    errors.id === undefined &&
    Object.values(errors.kinds).every(({ text }) => text === undefined);
  /** What filters let pass, and what they withhold, under one condition or another. */
  const filtered = within('filters', [
    ...['passes', 'withholds', 'by-name', 'by-value', 'by-number', 'without-value', 'replaced', 'kept-when-refused'],
    ...['from-address', 'many-at-once', 'silent', 'empty-changes-nothing', 'left-out'],
    ...['by-each-value', 'each-value-of-address'],
  ]);
  /** The numbers of events, one after the other. */
  const numbered = within('sequence', ['dense', 'dense-in-a-storm', 'increasing', 'origin', 'linked', 'goes-on']);
  /** What a server says when it is asked for what there is, and for what there is not. */
  const unknown = within('filters', [
    ...['unknown', 'unknown-value', 'unknown-in-address', 'kept-when-refused', 'scoped', 'known', 'ended'],
  ]);
  /** What is known from one event to the next: recovered, folded, added up. */
  const kept = ['recovery/*', 'books/*', 'markets/*', 'competitions/*'];
  /** Bad input is judged sort by sort, by the error that comes and by the connection that lives on. */
  const badInput = within('errors', [
    ...['not-json', 'binary', 'not-object', 'unknown-command'],
    ...['missing-field', 'wrong-type', 'null-field', 'empty-text'],
  ]);
  /** Where a thing has one event, nothing can come before it. */
  const lives = Object.entries(lifecycle ?? {}).filter(
    ([, { transitions, watches }]) => Object.keys(transitions).length > 1 && !watches,
  );
  const machines = within(
    'lifecycle',
    lives.map(([name]) => name),
  );
  /** A snapshot that is asked for is an event, and an answer as well. */
  const shown = books?.resync ? within('replies', [books.resync.command, 'answered', 'in-order']) : [];
  /** An event did not come. */
  const lost = [
    ...within('delivery', Object.keys(delivery?.routes ?? {}).map(keyOf)),
    ...['delivery/every-connection', 'delivery/keeps-other-channels', 'errors/changes-nothing', 'limits/no-effect'],
    ...within('pacing', ['newest', 'at-once', 'steady', 'starts']),
    ...filtered,
    ...numbered,
    ...kept,
    ...shown,
  ];
  /** An event came to a connection that has none of its channels. */
  const stray = [
    ...['delivery/only-subscribed', 'delivery/silent-after-unsubscribe', 'delivery/entitled'],
    ...['rights/silent-after-refusal', 'errors/changes-nothing', 'pacing/unwanted'],
    ...filtered,
  ];
  /** Somebody with a right to a channel was refused. */
  const refused = [
    ...within('rights', Object.keys(rights?.channels ?? {}).map(grantedKey)),
    ...['rights/one-by-one', 'delivery/repeated-subscribe'],
  ];
  /** An answer did not come. */
  const acknowledged = replies?.acknowledgement ? within('replies', ['acknowledged', 'acknowledged-errors']) : [];
  /** Where one message too many ends its connection, whoever cannot tell what was answered cannot tell why it ends. */
  const atTheLimit =
    limits?.over.connection === 'ends'
      ? [
          ...[
            'state/*',
            'handshake/first-message',
            'credentials/accepts-good',
            'credentials/nothing-else',
            'credentials/says-why',
          ],
          ...['closing/*', 'errors/once', 'limits/*'],
        ]
      : [];
  const unanswered = [
    ...acknowledged,
    ...within('replies', Object.keys(replies?.to ?? {})),
    ...['replies/answered', 'replies/in-order', 'replies/each-item', 'size/takes'],
    ...['replies/ignores-extra-fields', 'replies/however-written', 'frames/in-fragments'],
    ...['filters/told', 'filters/ordered', ...unknown, ...filtered, ...kept],
    ...['closing/on-*', 'limits/*', ...(alike ? badInput : [])],
    // Where answers say from when on old events come again, without them nobody knows which are old.
    ...(recovery?.replay ? machines : []),
  ];
  /** Bad input brought no error, so that the next error is taken for its own. */
  const uncomplained = [
    ...atTheLimit,
    ...acknowledged,
    ...badInput,
    'errors/once',
    'replies/in-order',
    'subscriptions/*',
    'limits/*',
    ...unknown,
  ];
  return {
    badInput,
    lost,
    stray,
    refused,
    unanswered,
    uncomplained,
    /** An event came twice. */
    repeated: ['delivery/once', 'delivery/once-across-channels', 'filters/once', ...machines, ...numbered, ...kept],
    /** An event came behind what followed it. */
    late: ['delivery/ordered', 'filters/ordered', ...lost, ...machines],
    /** An event came changed, so that it may be taken for another of the same thing. */
    altered: [
      'delivery/unchanged',
      'delivery/live-only',
      'filters/unchanged',
      'pacing/unchanged',
      'sequence/same-for-all',
      ...lost,
      ...within('facts', Object.keys(facts ?? {})),
    ],
    filtered,
    numbered,
    unknown,
    /** A connection was ended for no reason. */
    ended: [
      ...[
        'closing/stays-open',
        'closing/says-why',
        'limits/lives-on',
        'credentials/expiry-closes',
        'heartbeat/keeps-the-answering',
        'size/takes',
      ],
      // What was asked before the end stays without an answer.
      ...['replies/ignores-extra-fields', 'replies/however-written'],
      ...['replies/answered', 'errors/bystanders', 'errors/invalid-utf-8', ...badInput],
      ...(rights ? [] : within('replies', Object.keys(replies?.to ?? {}))),
      ...within('replies', Object.keys(replies?.to ?? {})),
    ],
    /** An answer came when nobody waited for it any more. */
    overdue: [...unanswered, ...stray, ...lost, 'replies/once', ...(alike ? ['errors/once'] : [])],
    /** An answer too many is taken for the answer to something else. */
    astray: [
      ...atTheLimit,
      ...[...unanswered, ...refused, ...stray, ...lost],
      ...['replies/once', 'errors/once', 'errors/text', 'errors/code', 'filters/told', 'limits/*', ...unknown],
      ...['rights/no-existence-oracle', 'rights/malformed-channel', 'delivery/repeated-unsubscribe'],
    ],
  };
};
