/** For each check of `wireproof doctor` a control interface that breaks it, and nothing else. */
import type { Output, Server } from '../../schemas/server.ts';
import { protocols } from '../../schemas/index.ts';
import { sign } from '../drivers/tokens.ts';
import { type Alter, type Broken, type Told, told } from './broken-hooks.ts';

/** A broken control interface, and what it takes to see that. */
export interface HookFault extends Broken {
  readonly flags?: readonly ('url' | 'secret' | 'advance')[];
}

const JSONS = (text: string) => JSON.parse(text) as Record<string, unknown>;

/** Alters requests to one path; the others pass. */
const at =
  (path: string, change: Alter): (() => Alter) =>
  () =>
  (passing, pass) =>
    passing.path === path ? change(passing, pass) : pass();

/** Answers one path in its own way where a request is such. */
const instead = (path: string, such: (passing: Parameters<Alter>[0]) => boolean, answer: Told): (() => Alter) =>
  at(path, (passing, pass) => (such(passing) ? answer : pass()));

/** Changes what `GET /` says. */
const saying = (more: Record<string, unknown>): (() => Alter) =>
  at('/', async (_, pass) => {
    const { status, text } = await pass();
    return told(status, { ...JSONS(text), ...more });
  });

/** Gives some answers another status. */
const restatus = (path: string, from: number, to: number): (() => Alter) =>
  at(path, async (_, pass) => {
    const answer = await pass();
    return answer.status === from ? { ...answer, status: to } : answer;
  });

/** Changes what a server makes of its inputs. */
const making =
  (change: (outputs: readonly Output[], input: Parameters<Server['receive']>[0]) => readonly Output[]) =>
  (server: Server): Server => ({ ...server, receive: (input, now) => change(server.receive(input, now), input) });

const always = () => true;

/** Changes the instants that `advance` gives. */
const instants = (change: (now: number) => number): (() => Alter) =>
  at('/advance', async (_, pass) => {
    const answer = await pass();
    return answer.status === 200 ? told(200, { now: change(Number(JSONS(answer.text).now)) }) : answer;
  });

/** Hands events out one message late: behind the next answer to a command. */
const lateEvents = (): ((server: Server) => Server) => {
  let held: readonly Output[] = [];
  return making((outputs, input) => {
    if (input.do === 'hook' && input.hook === 'publish') {
      held = [...held, ...outputs.filter((output) => output.do === 'message')];
      return outputs.filter((output) => output.do !== 'message');
    }
    if (input.do !== 'text') return outputs;
    const late = held;
    held = [];
    return [...outputs, ...late];
  });
};

/** Tokens die with every reset. */
const forgetfulTokens = (): HookFault => {
  const known = new Set<string>();
  return {
    flags: ['url'],
    alter: () => async (passing, pass) => {
      const answer = await pass();
      if (passing.path === '/token' && answer.status === 200) known.add(String(JSONS(answer.text).token));
      if (passing.path === '/reset') known.clear();
      return answer;
    },
    verifier: (original) => async (token) =>
      token !== undefined && !known.has(token) ? { status: 'malformed' } : original(token),
  };
};

/** By the check that must find it. */
export const hookFaults = (): Readonly<Record<string, HookFault>> => ({
  'about/answers': { alter: restatus('/', 200, 201) },
  'about/shape': { alter: saying({ hooks: 'publish' }) },
  'about/protocol': { alter: saying({ protocol: 'trading' }) },
  'about/promises': { alter: saying({ promises: { heartbeat: { every: 'soon' } } }) },
  'about/offers-what-it-names': { alter: instead('/reset', always, told(404, { error: 'no such hook' })) },
  'about/names-what-it-offers': { alter: saying({ hooks: ['publish', 'token', 'reset'] }) },
  'errors/unknown-hook': { alter: instead('/no-such-hook', always, told(200, {})) },
  'errors/garbage-body': { alter: instead('/token', ({ raw }) => raw === 'null', told(500, { error: 'null' })) },
  'errors/wrong-method': { alter: instead('/token', ({ method }) => method === 'GET', told(200, {})) },
  'errors/lives-on': {
    alter: () => {
      let asked = 0;
      return (passing, pass) => (passing.path === '/' && ++asked > 1 ? told(500, { error: 'gone' }) : pass());
    },
  },
  'secret/wants-one': {
    flags: ['secret'],
    alter: () => (passing, pass) => pass(passing.authorization === undefined ? { authorization: 'Bearer s3cret' } : {}),
  },
  'secret/wants-the-right-one': {
    flags: ['secret'],
    alter: () => (passing, pass) =>
      pass(passing.authorization?.startsWith('Bearer s3cret') ? { authorization: 'Bearer s3cret' } : {}),
  },
  'publish/accepts-beginnings': { flags: ['url'], alter: restatus('/publish', 202, 200) },
  'publish/accepts-what-follows': {
    alter: instead('/publish', ({ body }) => body.event === 'order.paid', told(409, { error: 'too early' })),
  },
  'publish/refuses-what-breaks-the-rules': { alter: restatus('/publish', 409, 400) },
  'publish/refuses-misfits': {
    alter: at('/publish', async ({ body }, pass) => {
      const answer = await pass();
      const known = Object.hasOwn(protocols.commerce.events, String(body.event));
      return known && answer.status === 400 ? { ...answer, status: 422 } : answer;
    }),
  },
  'publish/refuses-unknown-events': {
    alter: instead('/publish', ({ body }) => body.event === 'toString', told(202, {})),
  },
  'publish/refuses-control-messages': {
    alter: instead('/publish', ({ body }) => body.event === 'pong', told(202, {})),
  },
  'publish/reaches-the-entitled': {
    flags: ['url'],
    wrap: making((outputs, input) =>
      input.do === 'hook' && input.hook === 'publish' ? outputs.filter((output) => output.do !== 'message') : outputs,
    ),
  },
  'publish/answers-once-handed-out': { flags: ['url'], wrap: lateEvents() },
  'publish/leaves-the-payload-unchanged': {
    flags: ['url'],
    alter: at('/publish', ({ body }, pass) => {
      const { payload } = body;
      if (typeof payload !== 'object' || payload === null || !('timestamp' in payload)) return pass();
      const { timestamp } = payload;
      const rounded = typeof timestamp === 'string' ? timestamp.replace('.000Z', 'Z') : timestamp;
      return pass({ body: { ...body, payload: { ...payload, timestamp: rounded } } });
    }),
  },
  'token/hands-out': {
    alter: instead('/token', ({ body }) => Array.isArray(body.roles) && body.roles.length === 0, told(201, {})),
  },
  'token/hands-out-expired-ones': {
    flags: ['url'],
    alter: instead('/token', ({ body }) => Number(body.expiresIn) < 0, told(400, { error: 'must be positive' })),
  },
  // With a connection, lets-in would find it as well.
  'token/names-the-subject': {
    alter: at('/token', ({ body }, pass) =>
      typeof body.subject === 'string' ? pass({ body: { ...body, subject: body.subject.toUpperCase() } }) : pass(),
    ),
  },
  'token/lives-an-hour': {
    alter: at('/token', ({ body }, pass) =>
      'subject' in body && !('expiresIn' in body) ? pass({ body: { ...body, expiresIn: 600_000 } }) : pass(),
    ),
  },
  'token/lives-as-long-as-told': {
    alter: at('/token', ({ body }, pass) =>
      pass(body.expiresIn === 60_000 ? { body: { ...body, expiresIn: 600_000 } } : {}),
    ),
  },
  'token/refuses-misfits': {
    alter: at('/token', ({ body }, pass) => pass(body.roles === 'signer' ? { body: { subject: body.subject } } : {})),
  },
  'token/survives-odd-lifetimes': {
    alter: instead('/token', ({ body }) => Number(body.expiresIn) > 1e200, told(500, { error: 'overflow' })),
  },
  'token/lets-in': {
    flags: ['url'],
    alter: at('/token', async (_, pass) => {
      const answer = await pass();
      const [, claims = ''] = answer.status === 200 ? String(JSONS(answer.text).token).split('.') : [];
      return claims === ''
        ? answer
        : told(200, { token: sign(JSONS(Buffer.from(claims, 'base64url').toString()), 'another key') });
    }),
  },
  'token/expired-ones-are-refused': {
    flags: ['url'],
    verifier: (original) => async (token) => {
      const credential = await original(token);
      return credential.status === 'valid' ? { ...credential, expiresAt: 4e12 } : credential;
    },
  },
  'token/roles-arrive': {
    flags: ['url'],
    alter: at('/token', ({ body }, pass) => pass(Array.isArray(body.roles) ? { body: { ...body, roles: [] } } : {})),
  },
  'close/takes-each-reason': { flags: ['url'], alter: restatus('/close', 202, 200) },
  'close/refuses-other-reasons': { alter: instead('/close', ({ body }) => body.reason === 5, told(202, {})) },
  'close/ends-the-subject': {
    flags: ['url'],
    alter: instead('/close', ({ body }) => body.reason === 'shutdown' && 'subject' in body, told(202, {})),
  },
  'close/spares-the-others': {
    flags: ['url'],
    alter: at('/close', ({ body: { reason } }, pass) => pass(reason === 'shutdown' ? { body: { reason } } : {})),
  },
  'close/ends-all': {
    flags: ['url'],
    alter: instead('/close', ({ body }) => body.reason === 'shutdown' && !('subject' in body), told(202, {})),
  },
  'reset/answers': { alter: restatus('/reset', 204, 200) },
  'reset/forgets': {
    flags: ['url'],
    alter: at('/reset', async ({ method }, pass) => {
      const answer = await pass(method === 'POST' ? { path: '/close', body: { reason: 'shutdown' } } : {});
      return answer.status === 202 ? told(204, {}) : answer;
    }),
  },
  'reset/ends-connections': {
    flags: ['url'],
    wrap: making((outputs, input) =>
      input.do === 'hook' && input.hook === 'reset' ? outputs.filter((output) => output.do !== 'close') : outputs,
    ),
  },
  'reset/keeps-tokens': forgetfulTokens(),
  'advance/answers': {
    flags: ['advance'],
    alter: at('/advance', async ({ body }, pass) => {
      const answer = await pass();
      return body.ms === 1000 ? told(200, { now: String(JSONS(answer.text).now) }) : answer;
    }),
  },
  'advance/stands-still': { flags: ['advance'], alter: instants((now) => now + Math.floor(performance.now())) },
  'advance/adds-up': { flags: ['advance'], alter: instants((now) => 2 * now) },
  'advance/refuses-misfits': {
    flags: ['advance'],
    alter: instead('/advance', ({ body }) => Number(body.ms) < 0, told(200, { now: 1 })),
  },
  'advance/sends-what-is-due': {
    flags: ['url', 'advance'],
    wrap: making((outputs) => outputs.filter((output) => output.do !== 'ping')),
  },
});
