/**
 * The driver file: it starts the server, and makes things happen on it.
 *
 *     npx wireproof test ws://localhost:4000/graphql --protocol ./protocol.ts --driver ./driver.ts
 */
import { hooksOf } from './hooks.ts';
import { serveChat } from './server.ts';

/** How long a client may take to speak first, in ms: short, so that an examination need not wait for it. */
const WAIT = 1000;

export default hooksOf(await serveChat(WAIT, Number(process.env.PORT ?? 4000)), WAIT);
