import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { API_PACKAGES, type ApiName, apiPages, unsaidOf } from './api-pages.ts';

describe('the pages of a package', () => {
  it('say what its docstrings say of everything that it exports', async () => {
    const pages = await apiPages(['plugin-sdk']);
    expect(pages.map(({ path }) => path)).toEqual(['reference/plugin-sdk.md', 'zh/reference/plugin-sdk.md']);
    const [english = { text: '' }, chinese = { text: '' }] = pages;
    const exported = Object.keys(await import('@citygraph/plugin-sdk'));
    const described = [...english.text.matchAll(/^### (\w+)/gm)].map(([, name]) => name);
    expect(exported.filter((name) => !described.includes(name))).toEqual([]);
    expect(english.text).toContain('never the person, at most its own id of them');
    expect(chinese.text).toContain('取自源码');
    expect(english.text.startsWith(`# ${API_PACKAGES['plugin-sdk'].name}\n`)).toBe(true);
  }, 120_000);

  it.each(Object.keys(API_PACKAGES) as ApiName[])(
    '%s: whatever it exports says what it is, types as well',
    async (name) => {
      expect(await unsaidOf(name)).toEqual([]);
    },
    120_000,
  );

  it('are there for each package that vendors import', async () => {
    const file = new URL('../../../../plugin-sdk/create/templates/every/plugin.package.json', import.meta.url);
    const plugin = JSON.parse(readFileSync(file, 'utf8'));
    const imported = Object.keys({ ...plugin.dependencies, ...plugin.devDependencies }).filter((name) =>
      name.startsWith('@citygraph/'),
    );
    const described: readonly string[] = Object.values(API_PACKAGES).map(({ name }) => name);
    expect(imported.filter((name) => !described.includes(name))).toEqual([]);
  });
});
