/** Wrappers around what a server answers over HTTP. */
import type { Input, Output } from '../../schemas/server.ts';
import type { Wrap } from './wrap.ts';

/** A request. */
export type Request = Extract<Input, { readonly do: 'request' }>;
/** The answer to a request, or to a hook. */
export type Answer = Extract<Output, { readonly do: 'answer' }>;

/** Changes the answers to requests, whenever they come. */
export const answering =
  (change: (answer: Answer, request: Request) => Answer): Wrap =>
  (server) => {
    const open = new Map<string, Request>();
    const answered = (output: Output): Output => {
      const request = output.do === 'answer' ? open.get(output.id) : undefined;
      if (output.do !== 'answer' || !request) return output;
      open.delete(output.id);
      return change(output, request);
    };
    return {
      ...server,
      receive: (input, now) => {
        if (input.do === 'request') open.set(input.id, input);
        return server.receive(input, now).map(answered);
      },
    };
  };

/** Changes requests before the server sees them. */
export const requesting =
  (change: (request: Request) => Request): Wrap =>
  (server) => ({
    ...server,
    receive: (input, now) => server.receive(input.do === 'request' ? change(input) : input, now),
  });
