import { readFile } from 'node:fs/promises';
import type { RuleName } from './admission.ts';

/** Languages that every rule's page is written in; the first is what whoever says nothing reads. */
export const PAGE_LANGUAGES = ['en', 'zh-CN'] as const;
/** One of {@link PAGE_LANGUAGES}. */
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

/** A rule's page in Markdown: what it refuses, why, a wrong and a right example. The examples are the same in every language. */
export function explainRule(rule: RuleName, language: PageLanguage = 'en'): Promise<string> {
  const file = language === 'en' ? `${rule}.md` : `${rule}.${language}.md`;
  return readFile(new URL(`../rules/${file}`, import.meta.url), 'utf8');
}
