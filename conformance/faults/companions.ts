/** Servers that take a good token otherwise where its user has connections already. */
import type { Input } from '../../schemas/server.ts';
import type { Wrap } from './wrap.ts';

/** A connection that shows a good token. */
export type Entitled = Extract<Input, { readonly do: 'connect' }> & {
  readonly credential: { readonly status: 'valid' };
};

/** Changes what is made of a good token, by how many connections its user has open. */
export const byCompanions =
  (taken: (connecting: Entitled, open: number, now: number) => Input): Wrap =>
  (server) => {
    const users = new Map<string, string>();
    return {
      ...server,
      receive: (input, now) => {
        if (input.do === 'disconnect') users.delete(input.connection);
        if (input.do !== 'connect' || input.credential.status !== 'valid') return server.receive(input, now);
        const { credential, connection } = input;
        const open = [...users.values()].filter((user) => user === credential.user).length;
        const changed = taken({ ...input, credential }, open, now);
        if (changed.do === 'connect' && changed.credential.status === 'valid') users.set(connection, credential.user);
        return server.receive(changed, now);
      },
    };
  };
