/** What the faults of `prediction` are made of: wrappers that change summaries by what was published, or leave some out. */
import type { Output } from '../../schemas/server.ts';
import type { Setting } from '../engine/requirement.ts';
import type { Wrap } from '../faults/wrap.ts';
import { parsed } from '../scene/json.ts';
import { at, itemsAt, textAt } from '../scene/pointer.ts';
import { SUMMARIES } from './prediction-streams.ts';

/** An object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Requirements of other families about records that do not come, or come otherwise than they were published. */
export const ELSEWHERE = ['filters/*', 'recovery/*', 'sequence/*', 'lifecycle/*', 'errors/changes-nothing'] as const;

/** Changes summaries by what was published: each record is noted, and whether it was taken, before what comes of it goes out. */
export const summing =
  (
    begin: () => {
      readonly note?: (event: string, payload: unknown, isTaken: boolean) => void;
      readonly sum: (body: Fields) => Fields;
    },
  ): Wrap =>
  (server) => {
    const { note, sum } = begin();
    const isTaken = (id: string, outputs: readonly Output[]): boolean =>
      outputs.some((output) => output.do === 'answer' && output.id === id && output.status < 300);
    return {
      ...server,
      receive: (input, now) => {
        const outputs = server.receive(input, now);
        if (input.do === 'hook' && input.hook === 'publish')
          note?.(textAt(input.body, '/event') ?? '', at(input.body, '/payload'), isTaken(input.id, outputs));
        return outputs.map((output) => {
          if (output.do !== 'message' || at(output.message, '/stream') !== SUMMARIES) return output;
          // The wrapped server sends objects.
          const frame = output.message as { readonly data: Fields };
          return { ...output, message: { ...frame, data: sum(frame.data) } };
        });
      },
    };
  };

/** The record in a frame. */
export const data = (message: Fields): Fields => message.data as Fields;

/** What a summary says of a trade, where it says anything. */
export const ofTrade = (body: Fields, trade: unknown): Fields =>
  trade !== undefined && body.last_trade_price !== undefined
    ? { ...body, last_trade_price: at(trade, '/price'), last_trade_time: at(trade, '/timestamp') }
    : body;

/** Drops chosen ones of the summaries that a subscription brings. */
export const leavingOut =
  (
    reader: Setting<undefined>['reader'],
    kept: (market: string, markets: readonly string[], command: unknown, summary: unknown) => boolean,
  ): Wrap =>
  (server) => ({
    ...server,
    receive: (input, now) => {
      const outputs = server.receive(input, now);
      const command = input.do === 'text' ? reader.read(parsed(input.text), 'client') : undefined;
      if (command?.name !== 'subscribe' || !itemsAt(command.body, '/streams').includes(SUMMARIES)) return outputs;
      const marketOf = (output: Output): string | undefined =>
        output.do === 'message' && at(output.message, '/stream') === SUMMARIES
          ? textAt(output.message, '/data/market_id')
          : undefined;
      const all = outputs.flatMap((output) => marketOf(output) ?? []);
      return outputs.filter((output) => {
        const market = marketOf(output);
        if (market === undefined || output.do !== 'message') return true;
        return kept(market, all, command.body, at(output.message, '/data'));
      });
    },
  });
