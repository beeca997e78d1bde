/** Aligned columns of text. */

/** How a column is aligned. */
export type Align = 'left' | 'right';

/** The number of columns a text takes: its characters, whatever their number of code units. */
export const widthOf = (text: string): number => Array.from(text).length;

const pad = (text: string, width: number, align: Align): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + space : space + text;
};

/** Lines of aligned cells, two spaces apart, without spaces at their ends; columns that are empty throughout are left out. */
export const table = (rows: readonly (readonly string[])[], align: readonly Align[] = []): readonly string[] => {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    widths
      .flatMap((width, column) => (width === 0 ? [] : [pad(row[column] ?? '', width, align[column] ?? 'left')]))
      .join('  ')
      .trimEnd(),
  );
};
