import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { RULE_NAMES } from './admission.ts';
import { createAdmission } from './admit.ts';
import { explainRule } from './explain-rule.ts';
import { readExample } from './testing/read-cases.ts';

const admission = createAdmission({ deadlineMs: 60_000, basesKept: 20 });
afterAll(() => admission.close());

it('there is a page for each rule, and for nothing else', () => {
  const pages = readdirSync(new URL('../rules/', import.meta.url));
  expect(pages.sort()).toEqual(RULE_NAMES.map((rule) => `${rule}.md`).sort());
});

describe.each(RULE_NAMES)('the page of %s', (rule) => {
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
