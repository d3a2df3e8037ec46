import { describe, expect, it } from '@jest/globals';
import { barChart } from './bar-chart.ts';
import { writeBetweenMarkers } from './between-markers.ts';
import { printFigures } from './print-figures.ts';
import { slope } from './slope.ts';
import { figure, ratio, table } from './table.ts';

describe('writeBetweenMarkers', () => {
  const page = '# Bench\n<!-- soak -->\nold\n<!-- /soak -->\n<!-- other -->kept<!-- /other -->\n';

  it('replaces what stands there and nothing else', () => {
    expect(writeBetweenMarkers(page, 'soak', 'new\n')).toBe(
      '# Bench\n<!-- soak -->\nnew\n<!-- /soak -->\n<!-- other -->kept<!-- /other -->\n',
    );
  });

  it('changes nothing the second time', () => {
    const once = writeBetweenMarkers(page, 'soak', 'new');
    expect(writeBetweenMarkers(once, 'soak', 'new')).toBe(once);
  });

  it.each([
    ['is missing', '# Bench'],
    ['does not end', '<!-- soak -->'],
    ['is there twice', `${'<!-- soak -->\n<!-- /soak -->\n'.repeat(2)}`],
    ['ends before it starts', '<!-- /soak -->\n<!-- soak -->'],
  ])('refuses a text whose place %s', (_, text) => {
    expect(() => writeBetweenMarkers(text, 'soak', 'new')).toThrow('<!-- soak --> and <!-- /soak -->');
  });
});

describe('table', () => {
  it('is Markdown', () => {
    expect(
      table(
        ['gateway', 'ms'],
        [
          ['ours', '1.2'],
          ['peer', '15'],
        ],
      ),
    ).toBe('| gateway | ms |\n|---|---|\n| ours | 1.2 |\n| peer | 15 |');
  });

  it('keeps a cell in its cell', () => {
    expect(table(['why'], [['exit | 1\nand more']])).toBe('| why |\n|---|\n| exit \\| 1 and more |');
  });
});

describe('figure', () => {
  it.each([
    [15.04, '15.0'],
    [1.249, '1.25'],
    [0.0701, '0.0701'],
    [1234.5, '1235'],
    [0, '0'],
    [Number.NaN, '–'],
  ])('writes %d as %s', (value, expected) => {
    expect(figure(value)).toBe(expected);
  });

  it('says how many times less', () => {
    expect(ratio(15, 1.25)).toBe('12.0 ×');
  });
});

describe('printFigures', () => {
  it('is JSON of rounded figures', () => {
    expect(printFigures({ cpuMs: 12.758620689, rounds: [0.0001234567, 2, 1538.61], text: '[1, 2.34567]' })).toBe(
      '{\n  "cpuMs": 12.76,\n  "rounds": [0.0001235, 2, 1539],\n  "text": "[1, 2.34567]"\n}\n',
    );
  });
});

describe('slope', () => {
  it('is the growth of a line', () => {
    expect(
      slope([
        [0, 300],
        [1, 302],
        [2, 304],
      ]),
    ).toBeCloseTo(2);
  });

  it('is 0 of one point', () => {
    expect(slope([[1, 300]])).toBe(0);
  });
});

describe('barChart', () => {
  const chart = (values: readonly (number | null)[], name = 'ours') =>
    barChart({ title: 'CPU', unit: 'ms', series: ['heavy', 'light'], bars: [{ name, values, isOurs: true }] });
  const widths = (svg: string) =>
    [...svg.matchAll(/<rect x="230" y="\d+" width="([\d.]+)" height="11"/g)].map((m) => Number(m[1]));

  it('draws the longer bar for the larger figure, and writes both', () => {
    const svg = chart([15, 0.7]);
    const [heavy = 0, light = 0] = widths(svg).slice(-2);
    expect(heavy).toBeGreaterThan(light);
    expect(light).toBeGreaterThan(0);
    expect(svg).toContain('>15.0</text>');
    expect(svg).toContain('>0.700</text>');
  });

  it('leaves out what was not measured', () => {
    expect(widths(chart([15, null]))).toHaveLength(widths(chart([15, 0.7])).length - 1);
  });

  it('shows a name as it is', () => {
    expect(chart([1, 2], 'A & <B>')).toContain('A &amp; &lt;B&gt;');
  });
});
