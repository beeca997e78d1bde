/** Listening on a port that somebody names; what stands in the way is told in one sentence. */
import { Trouble } from '../engine/trouble.ts';

/** Where to listen, and the flag that says so. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly flag: string;
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Begins to listen. */
export const listening = async <T>({ host, port, flag }: Place, begin: () => Promise<T>): Promise<T> => {
  try {
    return await begin();
  } catch (error) {
    switch (codeOf(error)) {
      case 'EADDRINUSE':
        throw new Trouble(
          'USAGE',
          `Port ${port} of ${host} is taken; choose another, or ${flag} 0 for any that is free.`,
        );
      case 'EACCES':
        throw new Trouble('USAGE', `Port ${port} of ${host} takes privileges; choose one above 1023.`);
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        throw new Trouble(
          'USAGE',
          `--host ${host} is no address of this machine; leave it out for the loopback interface.`,
        );
      default:
        throw error;
    }
  }
};
