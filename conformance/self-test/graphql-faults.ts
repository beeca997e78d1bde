/** Ways in which a server of graphql-transport-ws breaks, each with the requirements that must notice. */
import { type Manner, type Message, read, type Wire } from './graphql-servers.ts';

/** A fault. */
export interface GraphqlFault extends Manner {
  readonly story: string;
  /** Requirements, as `family/key`. */
  readonly breaks: readonly string[];
}

type Send = Wire['send'];

/** Closes with another code. */
const closing = (from: number, to: number): Manner => ({
  wire: ({ close }) => ({ close: (code, reason) => close(code === from ? to : code, reason) }),
});

/** Does not close where it should. */
const forgiving = (which: number): Manner => ({
  wire: ({ close }) => ({ close: (code, reason) => (code === which ? undefined : close(code, reason)) }),
});

/** Sends other messages in the place of some; the state that `make` holds is one connection's. */
const sending = (make: (send: Send) => (message: Message) => readonly Message[]): Manner => ({
  wire: ({ send }) => {
    const change = make(send);
    return {
      send: async (message) => {
        for (const one of change(message)) await send(one);
      },
    };
  },
});

/** Hears otherwise; gives what graphql-ws shall hear, if anything. */
const hearing = (make: (usual: Wire) => (message: Message) => Message | undefined): Manner => ({
  wire: (usual) => {
    const change = make(usual);
    return {
      hear: (text) => {
        const message = read(text);
        const heard = message ? change(message) : message;
        if (!message) return usual.hear(text);
        return heard && usual.hear(JSON.stringify(heard));
      },
    };
  },
});

/** What somebody said, within an item. */
const saidIn = ({ type, payload }: Message): Readonly<Record<string, unknown>> | undefined => {
  if (type !== 'next') return undefined;
  const { data } = payload as { readonly data?: { readonly said?: Readonly<Record<string, unknown>> } | null };
  return data?.said;
};

const everySecond = (such: (message: Message) => boolean, instead: (message: Message) => readonly Message[]) => () => {
  let count = 0;
  return (message: Message): readonly Message[] => (such(message) && ++count % 2 === 0 ? instead(message) : [message]);
};

/** Every connection hears the tokens of all. */
const lastToken: { text?: unknown } = {};
let connections = 0;

/** The faults, by name. */
export const graphqlFaults: Readonly<Record<string, GraphqlFault>> = {
  'second-init-is-bad': {
    story: 'A second init is bad input.',
    breaks: ['handshake/opens-once'],
    ...closing(4429, 4400),
  },
  'second-init-is-fine': {
    story: 'A second init is acknowledged again.',
    breaks: ['handshake/opens-once'],
    ...hearing(({ send }) => {
      let opened = false;
      return (message) => {
        if (message.type !== 'connection_init' || !opened) {
          opened ||= message.type === 'connection_init';
          return message;
        }
        void send({ type: 'connection_ack' });
        return undefined;
      };
    }),
  },
  'acknowledges-some': {
    story: 'Every second connection is never acknowledged.',
    breaks: ['handshake/first-message'],
    ...sending(() => {
      const mine = ++connections;
      return (message) => (message.type === 'connection_ack' && mine % 2 === 0 ? [] : [message]);
    }),
  },
  'acknowledges-twice': {
    story: 'Connections are acknowledged twice.',
    breaks: ['handshake/once'],
    ...sending(() => (message) => (message.type === 'connection_ack' ? [message, message] : [message])),
  },
  'serves-strangers': {
    story: 'Operations are carried out before anybody has said who they are.',
    breaks: ['handshake/nothing-before'],
    ...hearing(({ send }) => {
      let opened = false;
      return (message) => {
        opened ||= message.type === 'connection_init';
        if (opened || message.type !== 'subscribe') return message;
        void send({ type: 'next', id: message.id ?? '', payload: { data: { hello: 'Hello.' } } });
        return undefined;
      };
    }),
  },
  'strangers-are-forbidden': {
    story: 'Who begins too soon is closed with 4403.',
    breaks: ['handshake/nothing-before'],
    ...closing(4401, 4403),
  },
  'forbidden-is-unauthorized': {
    story: 'Bad tokens are closed with 4401.',
    breaks: ['credentials/refuses-missing', 'credentials/refuses-expired'],
    ...closing(4403, 4401),
  },
  'trusts-anybody': {
    story: 'Tokens are not looked at.',
    breaks: ['credentials/refuses-bad-signature', 'credentials/refuses-unsigned', 'credentials/refuses-malformed'],
    options: () => ({ onConnect: () => true }),
  },
  'tells-tokens': {
    story: 'A pong holds the token of whoever came last.',
    breaks: ['credentials/token-secret'],
    wire: (usual) => ({
      hear: (text) => {
        const payload = read(text)?.payload as { readonly token?: unknown } | null | undefined;
        lastToken.text = payload?.token ?? lastToken.text;
        return usual.hear(text);
      },
      send: (message) => usual.send(message.type === 'pong' ? { ...message, payload: lastToken } : message),
    }),
  },
  'any-subprotocol': {
    story: 'Any subprotocol will do, and none as well.',
    breaks: ['handshake/subprotocol'],
    subprotocols: 'any',
  },
  'subprotocol-is-an-error': {
    story: 'Another subprotocol is closed with 1002.',
    breaks: ['handshake/subprotocol'],
    ...closing(4406, 1002),
  },
  'never-pongs': {
    story: 'Pings are not answered.',
    breaks: ['replies/ping', 'replies/answered'],
    ...sending(() => (message) => (message.type === 'pong' ? [] : [message])),
  },
  'pongs-late': {
    story: 'Pings are answered only once a connection is acknowledged.',
    breaks: ['handshake/answers-before'],
    ...hearing(() => {
      let opened = false;
      return (message) => {
        opened ||= message.type === 'connection_init';
        return opened ? message : undefined;
      };
    }),
  },
  'bad-input-is-its-own-fault': {
    story: 'Bad input is closed with 4500.',
    breaks: [
      'closing/input-not-json',
      'closing/input-not-object',
      'closing/input-unknown-command',
      'closing/input-bad-field',
    ],
    ...closing(4400, 4500),
  },
  'bad-input-is-passed-over': {
    story: 'Bad input is passed over.',
    breaks: ['closing/input-unknown-command'],
    ...forgiving(4400),
  },
  'wants-no-white-space': {
    story: 'White space before a message is bad input.',
    breaks: ['replies/however-written'],
    wire: (usual) => ({
      send: (message) => usual.send(message),
      hear: (text) => {
        if (/^\s/.test(text)) usual.close(4400, 'no message');
        return usual.hear(text);
      },
    }),
  },
  'same-id-is-passed-over': {
    story: 'A second operation of an id is passed over.',
    breaks: ['operations/taken'],
    ...forgiving(4409),
  },
  'same-id-is-bad': {
    story: 'A second operation of an id is bad input.',
    breaks: ['operations/taken'],
    ...closing(4409, 4400),
  },
  'ids-are-for-once': {
    story: 'An id can be used once.',
    breaks: ['operations/reuse'],
    ...hearing(({ close }) => {
      const ids = new Set<string>();
      return (message) => {
        const { id = '', type } = message;
        if (type === 'subscribe' && ids.has(id)) close(4409, 'already exists');
        if (type === 'subscribe') ids.add(id);
        return message;
      };
    }),
  },
  'late-cancels-are-bad': {
    story: 'Who cancels what is over is closed.',
    breaks: ['operations/late-cancel'],
    wire: (usual) => {
      const over = new Set<unknown>();
      return {
        send: (message) => {
          if (message.type === 'complete') over.add(message.id);
          return usual.send(message);
        },
        hear: (text) => {
          const message = read(text);
          if (message?.type === 'complete' && over.has(message.id)) usual.close(4400, 'no such operation');
          return usual.hear(text);
        },
      };
    },
  },
  'completes-twice': {
    story: 'What is over is over twice.',
    breaks: ['operations/nothing-after-the-end'],
    ...sending(() => (message) => (message.type === 'complete' ? [message, message] : [message])),
  },
  'goes-on-after-the-end': {
    story: 'An item comes after the end.',
    breaks: ['operations/nothing-after-the-end'],
    ...sending(
      () => (message) =>
        message.type === 'complete' ? [message, { type: 'next', id: message.id ?? '', payload: {} }] : [message],
    ),
  },
  'never-completes': {
    story: 'The end of an operation is not told.',
    breaks: ['operations/single'],
    ...sending(() => (message) => (message.type === 'complete' ? [] : [message])),
  },
  'empty-handed': {
    story: 'Operations with one result end without it.',
    breaks: ['operations/single'],
    ...sending(() => (message) => (message.type === 'next' && !saidIn(message) ? [] : [message])),
  },
  'failure-is-a-result': {
    story: 'What fails ends like what does not.',
    breaks: ['operations/failing'],
    ...sending(
      () => (message) =>
        message.type === 'error'
          ? [
              { type: 'next', id: message.id ?? '', payload: { errors: message.payload } },
              { type: 'complete', id: message.id ?? '' },
            ]
          : [message],
    ),
  },
  'makes-up-ids': {
    story: 'Every second item has an id of the server’s own.',
    breaks: ['operations/known-ids'],
    ...sending(
      everySecond(
        ({ type }) => type === 'next',
        (message) => [{ ...message, id: `${message.id}'` }],
      ),
    ),
  },
  'mixes-up-operations': {
    story: 'What is said comes on another operation of the connection as well.',
    breaks: ['operations/own-items'],
    wire: (usual) => {
      const open = new Set<string>();
      return {
        hear: (text) => {
          const { type, id = '' } = read(text) ?? {};
          if (type === 'subscribe' && text.includes('subscription')) open.add(id);
          if (type === 'complete') open.delete(id);
          return usual.hear(text);
        },
        send: async (message) => {
          await usual.send(message);
          if (saidIn(message)) for (const id of open) if (id !== message.id) await usual.send({ ...message, id });
        },
      };
    },
  },
  'loses-some': {
    story: 'Every second of the things that are said is lost.',
    breaks: ['operations/delivers'],
    ...sending(
      everySecond(
        (message) => saidIn(message) !== undefined,
        () => [],
      ),
    ),
  },
  'blames-bob': {
    story: 'Whatever is said, Bob has said it.',
    breaks: ['operations/as-published'],
    ...sending(() => (message) => {
      const said = saidIn(message);
      return [said ? { ...message, payload: { data: { said: { ...said, by: 'Bob' } } } } : message];
    }),
  },
  'repeats-itself': {
    story: 'What is said comes twice.',
    breaks: ['operations/once'],
    ...sending(() => (message) => (saidIn(message) ? [message, message] : [message])),
  },
  'deaf-to-cancels': {
    story: 'Cancelled operations go on.',
    breaks: ['operations/heeds-cancel'],
    ...hearing(() => (message) => (message.type === 'complete' ? undefined : message)),
  },
  'leaves-as-usual': { story: 'It goes away with 1000.', breaks: ['closing/going-away'], leaves: 1000 },
  'tires-of-pings': {
    story: 'A third ping ends the connection.',
    breaks: ['closing/stays-open'],
    ...hearing(({ close }) => {
      let pings = 0;
      return (message) => {
        if (message.type === 'ping' && ++pings > 2) close(1000, 'enough');
        return message;
      };
    }),
  },
  'sends-garbage': {
    story: 'A pong is no object.',
    breaks: ['messages/one-object'],
    wire: (usual, socket) => ({
      send: (message) => {
        if (message.type === 'pong') socket.send('"pong"');
        return usual.send(message);
      },
    }),
  },
  'odd-payload': {
    story: 'The acknowledgement has a payload that is none.',
    breaks: ['messages/controls'],
    ...sending(
      () => (message) => (message.type === 'connection_ack' ? [{ ...message, payload: 'welcome' }] : [message]),
    ),
  },
  // What is judged by its time comes last, when least goes on beside it.
  'waits-for-ever': {
    story: 'Nobody has to speak.',
    breaks: ['handshake/opens-in-time'],
    options: () => ({ connectionInitWaitTimeout: 0 }),
  },
  impatient: {
    story: 'It waits for a tenth of the time.',
    breaks: ['handshake/opens-in-time'],
    options: (ms) => ({ connectionInitWaitTimeout: ms / 10 }),
  },
  'timeout-is-normal': {
    story: 'Who is silent is closed with 1000.',
    breaks: ['handshake/opens-in-time'],
    ...closing(4408, 1000),
  },
};
