/** A server for the protocol `newborn`, with the hooks by which wireproof examines it. Start: node server.mjs */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const PORT = Number(process.env.PORT ?? 8080);
const CONTROL_PORT = Number(process.env.CONTROL_PORT ?? 8081);

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === 'string' && value !== '';
const isId = (value) => isText(value) && !/[ \t\r\n]/.test(value);
const isListOf = (is) => (value) => Array.isArray(value) && value.every(is);
const fits = (fields, value) => Object.entries(fields).every(([name, is]) => is(value[name]));

/** The events, each with its fields. */
const EVENTS = {
  'note.added': { noteId: isId, topic: isId, text: isText, tags: isListOf(isText) },
  'note.changed': { noteId: isId, topic: isId, text: isText },
  'note.removed': { noteId: isId, topic: isId },
};

/** What each connection wants, if anything; nothing listed means all. */
const connections = new Map();
const EVERYTHING = { events: [], topics: [] };
const wants = (wanted, event, { topic }) =>
  wanted !== undefined &&
  (wanted.events.length === 0 || wanted.events.includes(event)) &&
  (wanted.topics.length === 0 || wanted.topics.includes(topic));

/** What your own code calls when something has happened. */
const publish = (event, data) => {
  for (const [socket, wanted] of connections)
    if (wants(wanted, event, data)) socket.send(JSON.stringify({ event, data }));
};

const objectIn = (text) => {
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const error = (code, message) => ({ type: 'error', code, message });

/** What a command brings. */
const answer = (socket, command) => {
  if (command?.type === 'ping') return { type: 'pong' };
  if (command?.type === 'unsubscribe') {
    connections.set(socket, undefined);
    return { type: 'unsubscribed' };
  }
  const { events = [], topics = [] } = command ?? {};
  if (command?.type !== 'subscribe' || !isListOf(isText)(events) || !isListOf(isId)(topics))
    return error('BAD_COMMAND', 'That is no command.');
  const unknown = events.find((event) => !Object.hasOwn(EVENTS, event));
  if (unknown !== undefined) return error('UNKNOWN_EVENT', `There is no event ${unknown}.`);
  connections.set(socket, { events, topics });
  return { type: 'subscribed' };
};

const sockets = new WebSocketServer({ host: '127.0.0.1', port: PORT, path: '/ws', maxPayload: 64 * 1024 });
sockets.on('connection', (socket) => {
  const send = (message) => socket.send(JSON.stringify(message));
  connections.set(socket, EVERYTHING);
  socket.on('error', () => {});
  socket.on('close', () => connections.delete(socket));
  socket.on('message', (data, isBinary) => send(answer(socket, isBinary ? undefined : objectIn(data.toString()))));
  send({ type: 'welcome' });
});
sockets.on('listening', () => console.log(`ws://127.0.0.1:${sockets.address().port}/ws`));

/** The hooks, for test builds only: each gives a status. What they do is in wireproof's docs/hooks.md. */
const hooks = {
  publish: ({ event, payload }) => {
    if (!Object.hasOwn(EVENTS, event) || !isObject(payload) || !fits(EVENTS[event], payload)) return 400;
    publish(event, payload);
    return 202;
  },
  reset: () => {
    for (const socket of connections.keys()) socket.close(1001);
    return 204;
  },
};

const answered = async (request) => {
  const name = request.url.slice(1);
  if (request.method === 'GET' && name === '') return [200, { protocol: 'newborn', hooks: Object.keys(hooks) }];
  if (request.method !== 'POST' || !Object.hasOwn(hooks, name)) return [404, { error: 'There is no such hook.' }];
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = objectIn(Buffer.concat(chunks).toString() || '{}');
  const status = body ? hooks[name](body) : 400;
  return [status, status === 204 ? undefined : status < 300 ? {} : { error: 'That does not fit.' }];
};

const control = createServer(async (request, response) => {
  const [status, body] = await answered(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
});
control.listen(CONTROL_PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${control.address().port}`));
