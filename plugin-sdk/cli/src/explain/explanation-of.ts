import type { Locale } from '@citygraph/contract/locale';
import { COMMAND_ERRORS } from '../exit-codes.ts';
import type { Page } from './pages-en.ts';

/** What a code means and what to do about it; null: nobody says it. Rules of admission have pages of their own. */
export async function explanationOf(code: string, locale: Locale): Promise<string | null> {
  const pages: Readonly<Record<string, Page>> =
    locale === 'zh-CN' ? (await import('./pages-zh-cn.ts')).pagesZhCn : (await import('./pages-en.ts')).pagesEn;
  const page = Object.hasOwn(pages, code) ? pages[code] : undefined;
  if (page) return `${code}\n\n${page.what}\n\n${page.mend}`;
  const { explainRule, RULE_NAMES } = await import('@citygraph/admission');
  const rule = RULE_NAMES.find((name) => name === code);
  return rule === undefined ? null : (await explainRule(rule, locale)).trimEnd();
}

export async function knownCodes(): Promise<string[]> {
  const { RULE_NAMES } = await import('@citygraph/admission');
  const { ERROR_CODES } = await import('@citygraph/contract');
  const { pagesEn } = await import('./pages-en.ts');
  return [...new Set<string>([...RULE_NAMES, ...ERROR_CODES, ...Object.keys(COMMAND_ERRORS), ...Object.keys(pagesEn)])];
}
