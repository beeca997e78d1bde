/** The flags that say how a server is reached: header fields, subprotocols, whom TLS trusts, and a token. */
import { X509Certificate } from 'node:crypto';
import type { Command } from 'commander';
import type { Reach } from '../drivers/reach.ts';
import type { Identity } from '../engine/driver.ts';
import { Trouble } from '../engine/trouble.ts';
import { readText } from './files.ts';
import type { Io } from './io.ts';

/** The flags as they were read. */
export interface ReachFlags {
  readonly header?: readonly (readonly [string, string])[];
  readonly subprotocol?: readonly string[];
  readonly ca?: string;
  readonly insecure?: true;
  readonly token?: string;
  readonly user?: string;
}

/** The characters of a token in HTTP (RFC 9110, 5.6.2). */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/u;
/** The characters of a field's value in ASCII (RFC 9110, 5.5). */
const VALUE = /^[\t\x20-\x7e]*$/u;
/** What the handshake itself is made of. */
const OWN = /^(connection|upgrade|host|sec-websocket-.*|content-length|transfer-encoding)$/iu;

const refuse = (message: string): never => {
  throw new Trouble('USAGE', message);
};

/** Reads `Name: value` and adds it to those read before. */
export const header = (
  text: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] => {
  const at = text.indexOf(':');
  const [name, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1).trim()];
  // What it holds may be a secret, and is not told.
  if (!NAME.test(name) || !VALUE.test(value))
    return refuse('--header takes a name and a value, such as "Cookie: session=abc", in visible ASCII.');
  if (OWN.test(name))
    return refuse(`--header cannot set ${name}, which belongs to the handshake; leave it out, or see --subprotocol.`);
  return [...before, [name, value]];
};

/** Reads the name of a subprotocol and adds it to those read before. */
export const subprotocol = (text: string, before: readonly string[] = []): readonly string[] => {
  if (!NAME.test(text))
    return refuse(`--subprotocol is ${JSON.stringify(text)}, but takes a name such as graphql-transport-ws.`);
  return before.includes(text) ? before : [...before, text];
};

/** Adds the flags to a command. */
export const addReach = (command: Command): Command =>
  command
    .option('--header <name: value>', 'show this header field in the handshake, such as a cookie (repeatable)', header)
    .option('--subprotocol <name>', 'offer this subprotocol (repeatable)', subprotocol)
    .option('--ca <file>', 'trust the certificates in this PEM file as well')
    .option('--insecure', 'look at no certificate');

/** The token that is shown, whoever's it is: by flag, or by the environment. */
export const tokenOf = ({ token: given }: ReachFlags, env: Io['env']): string | undefined => {
  const token = given ?? (env.WIREPROOF_TOKEN || undefined);
  if (token === undefined || /^[\x21-\x7e]+$/u.test(token)) return token;
  return refuse('--token takes a token of visible ASCII, without spaces.');
};

const readCertificates = async (file: string): Promise<string> => {
  const pem = await readText('--ca', file);
  const [first] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/u.exec(pem) ?? [];
  try {
    if (first !== undefined && new X509Certificate(first).subject !== undefined) return pem;
  } catch {
    // Told below.
  }
  throw new Trouble(
    'FILE',
    `--ca cannot use ${file}: it holds no certificate in PEM; name one that begins with -----BEGIN CERTIFICATE-----.`,
  );
};

/** How a server is to be reached; fields of one name are joined as HTTP joins them. */
export const reachOf = async ({
  header: fields = [],
  subprotocol: names,
  ca,
  insecure,
}: ReachFlags): Promise<Reach> => {
  if (ca !== undefined && insecure) refuse('--ca and --insecure contradict each other; leave one of them out.');
  const headers = new Map<string, string>();
  for (const [name, value] of fields) {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}${/^cookie$/iu.test(name) ? ';' : ','} ${value}`);
  }
  return {
    ...(headers.size > 0 && { headers: Object.fromEntries(headers) }),
    ...(names && { subprotocols: names }),
    ...(ca !== undefined && { ca: await readCertificates(ca) }),
    ...(insecure && { insecure }),
  };
};

/** What no report may tell of it. */
export const secretsIn = ({ headers = {} }: Reach): readonly string[] =>
  Object.values(headers).filter((value) => value !== '');

/** The user that a JWT names, unverified. */
const subjectOf = (token: string): string | undefined => {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      readonly sub?: unknown;
    };
    return typeof claims.sub === 'string' && claims.sub !== '' ? claims.sub : undefined;
  } catch {
    return undefined;
  }
};

/** Whose token is shown where no hook makes any: by flag, or by the environment. */
export const identityOf = (flags: ReachFlags, env: Io['env']): Identity | undefined => {
  const { user } = flags;
  const token = tokenOf(flags, env);
  if (token === undefined) {
    return user === undefined ? undefined : refuse('--user says whose token it is; give --token TOKEN as well.');
  }
  return {
    token,
    user:
      user ??
      subjectOf(token) ??
      refuse('--token holds no JWT with a "sub" that would say whose it is; give --user ID as well.'),
  };
};
