/** Control interfaces that are broken in one way each: a sound one behind a proxy that alters what passes, or beside a server with a fault. */
import { onTestFinished } from 'vitest';
import { protocols } from '../../schemas/index.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Server } from '../../schemas/server.ts';
import { serve } from '../../reference-server/host.ts';
import type { Verifier } from '../../reference-server/tokens.ts';
import { shippedKit } from '../cli/shipped-kit.ts';
import { run } from '../cli/program.ts';
import { endAll, serveHttp } from '../drivers/testing/servers.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One request as the proxy got it. */
export interface Passing {
  readonly method: string;
  /** What follows the base: `/publish`. */
  readonly path: string;
  readonly body: Fields;
  readonly raw: string;
  readonly authorization: string | undefined;
}

/** One answer. */
export interface Told {
  readonly status: number;
  readonly text: string;
}

/** Answers a request, perhaps by passing it on, perhaps altered. */
export type Alter = (
  passing: Passing,
  pass: (instead?: Partial<Pick<Passing, 'path' | 'body' | 'authorization'>>) => Promise<Told>,
) => Promise<Told> | Told;

/** In which way an interface is broken. */
export interface Broken {
  /** Made anew for each run, for it may remember. */
  readonly alter?: () => Alter;
  readonly wrap?: (server: Server) => Server;
  readonly verifier?: (original: Verifier) => Verifier;
}

/** An answer in JSON. */
export const told = (status: number, body: unknown): Told => ({ status, text: JSON.stringify(body) });

const fieldsIn = (text: string): Fields => {
  try {
    const value = JSON.parse(text) as unknown;
    // Of a list nothing but its being no object matters here.
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
};

/** Serves the reference server with a control interface that is broken in this way; sound, if in none. */
export const serveBroken = async (
  { alter, wrap, verifier }: Broken = {},
  secret?: string,
  protocol: Protocol = protocols.commerce,
) => {
  const sound = shippedKit.references[protocol.id]?.();
  if (!sound) throw new Error('There is no reference server.');
  const served = await serve({
    ...{ server: wrap ? wrap(sound) : sound, protocol, control: true },
    ...(secret !== undefined && { secret }),
    ...(verifier && { verifier }),
  });
  onTestFinished(() => served.close());
  onTestFinished(endAll);
  const { url, controlUrl = '' } = served;
  if (!alter) return { url, control: controlUrl };

  const change = alter();
  const port = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString();
    const { method = '', url: path = '/' } = request;
    const { authorization } = request.headers;
    const passing = { method, path, raw, authorization, body: fieldsIn(raw) };
    const answer = await change(passing, async (instead = {}) => {
      const shown = instead.authorization ?? authorization;
      const sent = instead.body === undefined ? raw : JSON.stringify(instead.body);
      const came = await fetch(`${controlUrl}${(instead.path ?? path).replace(/^\/$/u, '')}`, {
        method,
        headers: shown === undefined ? {} : { authorization: shown },
        ...(method === 'POST' && sent !== '' && { body: sent }),
      });
      return { status: came.status, text: await came.text() };
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.status === 204 ? undefined : answer.text);
  });
  return { url, control: `http://127.0.0.1:${port}` };
};

/** What `wireproof doctor` made of a control interface. */
export interface Examined {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Examines a control interface by the command line; of `commerce`, where no protocol is named. */
export const examined = async (...words: readonly string[]): Promise<Examined> => {
  const said = { out: '', err: '' };
  const code = await run(
    ['doctor', ...(words.includes('--protocol') ? [] : ['--protocol', 'commerce']), ...words],
    {
      stdout: { write: (text) => (said.out += text) },
      stderr: { write: (text) => (said.err += text) },
      env: {},
      stopped: () => new Promise(() => {}),
    },
    shippedKit,
  );
  return { code, ...said };
};
