/** Reference servers on real sockets, for the tests of commands that talk to servers. */
import type { ProtocolId } from '../../../schemas/index.ts';
import { endLater } from '../../drivers/testing/servers.ts';
import { shippedKit } from '../shipped-kit.ts';

/** Serves the reference server of a protocol until the test is over. */
export const served = async (id: ProtocolId) => {
  const make = shippedKit.references[id];
  const protocol = shippedKit.protocols[id];
  if (!make || !protocol) throw new Error(`There is no reference server of ${id}.`);
  const { url, controlUrl = '', close } = await shippedKit.serve({ server: make(), protocol, control: true });
  endLater(() => void close());
  return { url, control: controlUrl, protocol };
};

/** Calls a hook. */
export const call = async (control: string, hook: string, body: unknown): Promise<unknown> => {
  const response = await fetch(`${control}/${hook}`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  });
  const text = await response.text();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
};

/** A good token. */
export const tokenFor = async (control: string, subject: string): Promise<string> => {
  const { token } = (await call(control, 'token', { subject })) as { readonly token: string };
  return token;
};
