const SIGNIFICANT = 4;

/** Figures as JSON for people too: four significant digits, a list of numbers on one line. */
export function printFigures(figures: object): string {
  const rounded = JSON.stringify(
    figures,
    (_, value) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(SIGNIFICANT)) : value,
    2,
  );
  const onOneLine = rounded.replace(
    /\[\s+([-\d.,e+\s]+?)\s+\]/g,
    (_, list: string) => `[${list.replace(/\s+/g, ' ')}]`,
  );
  return `${onOneLine}\n`;
}
