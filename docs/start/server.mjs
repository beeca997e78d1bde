/** A server for the protocol `newborn`, with the hooks by which wireproof examines it. Start: node server.mjs */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const PORT = Number(process.env.PORT ?? 8080);
const CONTROL_PORT = Number(process.env.CONTROL_PORT ?? 8081);

/** The topics of each connection. */
const connections = new Map();

const isText = (value) => typeof value === 'string' && /^[^ \t\r\n]+$/.test(value);

/** A frame as a command; undefined where it is none. */
const commandIn = (data, isBinary) => {
  try {
    const command = isBinary ? undefined : JSON.parse(data.toString());
    switch (command?.type) {
      case 'ping':
        return command;
      case 'subscribe':
      case 'unsubscribe':
        return Array.isArray(command.topics) && command.topics.length > 0 && command.topics.every(isText)
          ? command
          : undefined;
    }
  } catch {
    // What is not JSON is no command.
  }
  return undefined;
};

const answer = (send, topics, command) => {
  if (!command) return send({ type: 'error', code: 'BAD_COMMAND', message: 'That is no command.' });
  if (command.type === 'ping') return send({ type: 'pong' });
  for (const topic of command.topics) {
    if (command.type === 'subscribe') topics.add(topic);
    else topics.delete(topic);
    send({ type: `${command.type}d`, topic });
  }
};

/** What your own code calls when something has happened. */
const publish = (event, data) => {
  for (const [socket, topics] of connections) if (topics.has(data.topic)) socket.send(JSON.stringify({ event, data }));
};

const sockets = new WebSocketServer({ host: '127.0.0.1', port: PORT, path: '/ws', maxPayload: 64 * 1024 });
sockets.on('connection', (socket) => {
  const topics = new Set();
  const send = (message) => socket.send(JSON.stringify(message));
  connections.set(socket, topics);
  socket.on('error', () => {});
  socket.on('close', () => connections.delete(socket));
  socket.on('message', (data, isBinary) => answer(send, topics, commandIn(data, isBinary)));
  send({ type: 'welcome' });
});
sockets.on('listening', () => console.log(`ws://127.0.0.1:${sockets.address().port}/ws`));

/** The hooks, for test builds only: what each does is in wireproof's docs/hooks.md. */
const hooks = {
  publish: ({ event, payload }) => publish(event, payload),
  reset: () => {
    for (const socket of connections.keys()) socket.close(1001);
  },
};

const control = createServer(async (request, response) => {
  const reply = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const name = request.url.slice(1);
  if (request.method === 'GET' && name === '') return reply(200, { protocol: 'newborn', hooks: Object.keys(hooks) });
  if (request.method !== 'POST' || !Object.hasOwn(hooks, name))
    return reply(404, { error: `There is no hook ${name}.` });
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    hooks[name](text === '' ? {} : JSON.parse(text));
    return reply(202, {});
  } catch (problem) {
    return reply(400, { error: problem.message });
  }
});
control.listen(CONTROL_PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${control.address().port}`));
