import type { Line } from './line.ts';

/** East Asian wide characters take two columns of a terminal (UAX #11). */
export const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character)
        ? 2
        : 1),
    0,
  );

/** Columns for people. `null` is shown as a dash. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly (string | number | boolean | null | undefined)[])[],
): Line[] {
  const cells = rows.map((row) =>
    row.map((cell) => (cell === null || cell === undefined || cell === '' ? '-' : String(cell))),
  );
  const widths = heads.map((head, column) =>
    Math.max(widthOf(head), ...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const written = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd();
  return [{ tone: 'strong', text: written(heads) }, ...cells.map(written)];
}

/** Name and value, one a line. */
export function facts(
  rows: readonly (readonly [name: string, value: string | number | boolean | null | undefined])[],
): Line[] {
  const width = Math.max(0, ...rows.map(([name]) => widthOf(name)));
  return rows.map(([name, value]) => {
    const said = value === null || value === undefined || value === '' ? '-' : String(value);
    return `${name}${' '.repeat(width - widthOf(name))}  ${said}`;
  });
}
