import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { RULE_NAMES } from './admission.ts';
import { createAdmission } from './admit.ts';
import { explainRule, PAGE_LANGUAGES } from './explain-rule.ts';
import { readExample } from './testing/read-cases.ts';

const admission = createAdmission({ deadlineMs: 60_000, basesKept: 20 });
afterAll(() => admission.close());

it('there is a page for each rule in each language, and for nothing else', () => {
  const pages = readdirSync(new URL('../rules/', import.meta.url));
  const others = PAGE_LANGUAGES.filter((language) => language !== 'en');
  const named = RULE_NAMES.flatMap((rule) => [`${rule}.md`, ...others.map((language) => `${rule}.${language}.md`)]);
  expect(pages.sort()).toEqual(named.sort());
});

/** A page without its examples, and they alone. */
const partsOf = (page: string) => {
  const said = page.replaceAll(/```[\s\S]*?```|`[^`]*`/g, '');
  return { said, headings: said.match(/^#+ .*$/gm), examples: page.match(/```[\s\S]*?```/g) };
};

describe.each(RULE_NAMES)('the page of %s', (rule) => {
  it('says what and why in Chinese, with the examples of the English page', async () => {
    const english = partsOf(await explainRule(rule));
    const chinese = partsOf(await explainRule(rule, 'zh-CN'));
    expect(english.headings).toEqual([`# ${rule}`, '## Why', '## Wrong', '## Right']);
    expect(chinese.headings).toEqual([`# ${rule}`, '## 为什么', '## 错误', '## 正确']);
    expect(chinese.examples).toEqual(english.examples);
    const [what = '', why = ''] = chinese.said.replace(/^# .*\n/, '').split(/^## .*$/m);
    for (const text of [what, why]) expect(text).toMatch(/\p{Script=Han}{2}/u);
    expect(english.said).not.toMatch(/\p{Script=Han}/u);
  });

  it('has a wrong example that the rule finds', async () => {
    const { request } = readExample(await explainRule(rule), 'Wrong');
    const { findings, admitted } = await admission.judge(request);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(admitted).toBe(false);
  });

  it('has a right example that nobody has a word against', async () => {
    const { request } = readExample(await explainRule(rule), 'Right');
    const { findings, admitted } = await admission.judge(request);
    expect(findings).toEqual([]);
    expect(admitted).toBe(true);
  });
});
