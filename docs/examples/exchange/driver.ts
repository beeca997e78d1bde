/**
 * The driver file: it starts the server, and makes things happen on it.
 *
 *     npx wireproof test ws://127.0.0.1:4100/feed --protocol ./protocol.ts --driver ./driver.ts
 */
import { hooksOf } from './hooks.ts';
import { serveExchange } from './server.ts';

export default hooksOf(await serveExchange(Number(process.env.PORT ?? 4100)));
