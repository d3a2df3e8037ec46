import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { RULE_NAMES } from '@citygraph/admission';
import { describe, expect, it } from '@jest/globals';
import { LANGUAGES, SECTIONS } from './navigation.ts';
import { API_PACKAGES } from './reference/api-pages.ts';
import { referencePages } from './reference/reference-pages.ts';
import { readPages, type WrittenPage } from './snippets/read-pages.ts';
import { readSnippets } from './snippets/read-snippets.ts';

const pages = readPages();
const generated = await referencePages();
/** Of packages: made by TypeDoc, which has a test of its own. */
const ofPackages = LANGUAGES.flatMap(({ folder }) =>
  Object.keys(API_PACKAGES).map((name) => `${folder}reference/${name}.md`),
);
const names = (language: string): string[] =>
  pages.filter((page) => page.language === language).map(({ name }) => name);
const shape = ({ text }: WrittenPage) => ({
  headings: text.match(/^#{1,3} /gm),
  snippets: readSnippets('', text).map(({ language, is, text: code }) => [language, is, code]),
  rows: text.match(/^\|/gm)?.length ?? 0,
  links: [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link),
});

describe('the pages', () => {
  it('are the same in every language', () => {
    expect(names('zh-CN')).toEqual(names('en'));
    expect(names('en').length).toBeGreaterThan(10);
  });

  it.each(names('en').filter((name) => name !== 'index.md'))('%s says the same in every language', (name) => {
    const [one, ...others] = LANGUAGES.map(({ code }) =>
      pages.find((page) => page.name === name && page.language === code),
    );
    for (const other of others) expect(other && shape(other)).toEqual(one && shape(one));
  });

  it('are all to be found beside each other', () => {
    const listed = SECTIONS.flatMap(({ folder, pages: own }) => own.map(({ name }) => `${folder}/${name}.md`));
    const made = [...generated.map(({ path }) => path), ...ofPackages];
    const there = [...names('en'), ...made.filter((path) => !path.startsWith('zh/'))];
    expect(there.filter((name) => name !== 'index.md').sort()).toEqual([...listed].sort());
  });

  it('say how to sign in before anything that a hub tells to people alone', () => {
    const forPeople = /npx citygraph (?:schema fetch|plugin publish|app push)/;
    const without = pages.filter(({ text }) => {
      const at = text.search(forPeople);
      return at >= 0 && !/npx citygraph auth login --hub|CITYGRAPH_WORKLOAD_KEY/.test(text.slice(0, at));
    });
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it('have 120 lines at most', () => {
    expect(pages.filter(({ text }) => text.split('\n').length > 120).map(({ path }) => path)).toEqual([]);
  });

  it('lead to pages that are there', () => {
    const all = new Set([...[...pages, ...generated].map(({ path }) => path), ...ofPackages]);
    const lost = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#]+)|link: (\/\S+)/g)]
        .map(([, link, front]) => (front ? `${front.slice(1)}.md` : normalize(join(dirname(path), link ?? ''))))
        .filter((target) => !all.has(target.replaceAll('\\', '/')))
        .map((target) => `${path} → ${target}`),
    );
    expect(lost).toEqual([]);
  });

  it('count the rules as they are', () => {
    const counted = pages.flatMap(({ text }) =>
      [...text.matchAll(/\[(\d+) (?:rules|条规则)\]/g)].map(([, count]) => Number(count)),
    );
    expect(counted).toEqual([RULE_NAMES.length, RULE_NAMES.length]);
  });

  it('load nothing from elsewhere', () => {
    const foreign = /<(script|link|img|iframe)\b|!\[[^\]]*\]\(https?:/;
    expect(pages.filter(({ text }) => foreign.test(text)).map(({ path }) => path)).toEqual([]);
    expect(existsSync(new URL('../pages/public/mark.svg', import.meta.url))).toBe(true);
  });
});

describe('the reference', () => {
  it('explains everything in each language, and leaves no gap', () => {
    for (const { path, text } of generated) {
      expect([path, /undefined|\[object/.exec(text)?.[0] ?? null]).toEqual([path, null]);
      // Prose, not examples: those are the same in both.
      const prose = text.replaceAll(/```[\s\S]*?```|`[^`]*`/g, '');
      expect([path, /\p{Script=Han}/u.test(prose)]).toEqual([path, path.startsWith('zh/')]);
    }
  });

  it.each(['commands', 'errors', 'rules'])('%s has the same headings in each language', (name) => {
    const headings = (path: string) =>
      generated.find((page) => page.path === path)?.text.match(/^#{2,3} [\w ]+$/gm) ?? [];
    const english = headings(`reference/${name}.md`).filter((line) => /^#+ [A-Z_]{2,}|^### /.test(line));
    expect(english.length).toBeGreaterThan(20);
    expect(headings(`zh/reference/${name}.md`)).toEqual(expect.arrayContaining(english));
  });
});
