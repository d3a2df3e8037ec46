export interface Bar {
  readonly name: string;
  /** One a series; null: not measured. */
  readonly values: readonly (number | null)[];
  readonly isOurs: boolean;
}

export interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly string[];
  readonly bars: readonly Bar[];
}

const WIDTH = 820;
const LABELS = 230;
const BAR = 13;
const GAP = 12;
const HEAD = 64;
const PLOT = WIDTH - LABELS - 90;
const OURS = ['#b4460f', '#d97a3f', '#efb48c'];
const THEIRS = ['#3b5b7a', '#7393b0', '#b3c7d8'];

/** Horizontal bars as SVG: a group a row, a bar a series. Lengths are on a logarithmic scale, figures stand beside them. */
export function barChart({ title, unit, series, bars }: BarChart): string {
  const values = bars.flatMap((bar) => bar.values.filter((value) => value !== null));
  const least = Math.min(...values) / 2;
  const scale = (value: number) => (Math.log(value / least) / Math.log(Math.max(...values) / least)) * PLOT;
  const group = series.length * BAR + GAP;
  const height = HEAD + bars.length * group + GAP;
  const rows = bars.flatMap(({ name, values: own, isOurs }, row) => {
    const top = HEAD + row * group;
    const label = text(LABELS - 10, top + (series.length * BAR) / 2 + 4, name, { anchor: 'end', isBold: isOurs });
    const drawn = own.flatMap((value, index) => {
      if (value === null) return [];
      const y = top + index * BAR;
      const fill = (isOurs ? OURS : THEIRS)[index % THEIRS.length];
      const length = scale(value).toFixed(1);
      return [
        `<rect x="${LABELS}" y="${y}" width="${length}" height="${BAR - 2}" fill="${fill}"/>`,
        text(LABELS + Number(length) + 5, y + BAR - 4, value.toPrecision(3), { size: 10 }),
      ];
    });
    return [label, ...drawn];
  });
  const legend = series.flatMap((name, index) => [
    `<rect x="${LABELS + index * 130}" y="36" width="11" height="11" fill="${THEIRS[index % THEIRS.length]}"/>`,
    text(LABELS + index * 130 + 16, 46, name, {}),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(12, 22, `${title} (${unit}, logarithmic; less is better)`, { size: 14, isBold: true }),
    ...legend,
    ...rows,
    '</svg>\n',
  ].join('\n');
}

function text(
  x: number,
  y: number,
  content: string,
  { anchor = 'start', size = 12, isBold = false }: { anchor?: string; size?: number; isBold?: boolean },
): string {
  const weight = isBold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" fill="#222222" font-size="${size}" text-anchor="${anchor}"${weight}>${escaped(content)}</text>`;
}

const escaped = (content: string): string => content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
