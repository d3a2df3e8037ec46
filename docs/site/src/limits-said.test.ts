import { LIMIT_NAMES, PLUGIN_LIMITS } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { readPages } from './snippets/read-pages.ts';

const MIB = 1024 * 1024;
const said = (count: number): string => (count % MIB === 0 ? `${count / MIB} MiB` : count.toLocaleString('en'));

describe('what the page on the manifest says of limits', () => {
  const pages = readPages().filter(({ path }) => path.endsWith('vendors/manifest.md'));

  it('is there in both languages', () => {
    expect(pages.map(({ language }) => language).sort()).toEqual(['en', 'zh-CN']);
  });

  it.each(pages.map(({ path, text }) => [path, text]))('is in %s what the contract has', (_, text) => {
    const rows = text.split('\n').flatMap((line) => {
      const [, limit, , usual, most] = /^\| `(\w+)` \|([^|]*)\| ([^|]+) \| ([^|]+) \|$/.exec(line) ?? [];
      return limit ? [[limit, usual, most]] : [];
    });
    const table = LIMIT_NAMES.map((name) => [name, said(PLUGIN_LIMITS[name].usual), said(PLUGIN_LIMITS[name].most)]);
    expect(rows).toEqual(table);
  });
});
