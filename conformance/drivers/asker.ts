/** Asks a control interface exactly what it is told to, good or bad, and gives what came back as it came. */
import type { Ask, Asking } from '../doctor/asking.ts';
import { baseOf, pathUnder } from './control.ts';
import { createExchanger, type Exchange } from './http-exchange.ts';
import { type Reach, withoutHeaders } from './reach.ts';

/** Where the control interface is and how to speak to it. */
export interface AskerOptions {
  readonly url: string;
  readonly secret?: string;
  /** How long an answer may take, in ms. */
  readonly patience: number;
  readonly reach?: Reach;
}

/** One who asks. */
export interface Asker {
  readonly ask: Ask;
  /** The base URL without what may be secret in it. */
  readonly shown: string;
  readonly close: () => void;
}

const elsewhere = ({ status }: Exchange): boolean =>
  status === 404 || (status !== 'none' && status >= 300 && status < 400);

/** Makes an asker; throws `Trouble` `USAGE` where the URL is not HTTP. */
export const createAsker = ({ url, secret: own, patience, reach = {} }: AskerOptions): Asker => {
  const { base, shown } = baseOf(url);
  const { exchange, close } = createExchanger(patience, undefined, withoutHeaders(reach));
  const send = ({ method, body, raw, secret = own, bare }: Asking, path: string): Promise<Exchange> =>
    exchange({
      method,
      url: pathUnder(base, path),
      headers: bare || secret === undefined ? {} : { authorization: `Bearer ${secret}` },
      ...(body !== undefined && { body }),
      ...(raw !== undefined && { raw }),
    });
  return {
    shown,
    close,
    ask: async (asking) => {
      const first = await send(asking, `/${asking.hook}`);
      // Some servers tell the base URL with a last slash from the one without.
      return asking.hook === '' && elsewhere(first) ? send(asking, '') : first;
    },
  };
};
