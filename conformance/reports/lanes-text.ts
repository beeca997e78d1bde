/** Swim-lanes as text: a column for each client, and one for the server and its hooks. */
import { shorten } from './escape.ts';
import type { Lanes, Step } from './lanes.ts';
import { table } from './table.ts';

/** Cells are cut to so many characters: one client has room for a whole body, several share it. */
const CELL = { alone: 80, beside: 48 } as const;

/** The lines of some lanes; `▸` marks the step that breaks the promise. */
export const laneLines = ({ clients, steps }: Lanes): readonly string[] => {
  const most = clients.length > 1 ? CELL.beside : CELL.alone;
  const mark = (marked: boolean) => (marked ? '▸' : '');

  const cellsOf = ({ ms, from, to, sign, name, detail, marked }: Step): readonly string[] => {
    const lane = Math.min(from, to);
    const isClient = lane < clients.length;
    const text = shorten(`${sign} ${name}${detail === '' ? '' : ` ${detail}`}`, most);
    return [
      ...[mark(marked), `${ms} ms`],
      ...clients.map((_, index) => (index === lane ? text : '')),
      isClient ? '' : text,
    ];
  };

  const head = ['', 'time', ...clients.map((client) => shorten(client, most)), 'server and hooks'];
  const rows = steps.map((step) => (typeof step === 'number' ? ['', `⋮ ${step} more`] : cellsOf(step)));
  return steps.length === 0 ? [] : table([head, ...rows], ['left', 'right']);
};
