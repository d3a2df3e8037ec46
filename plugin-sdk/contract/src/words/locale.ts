import type { LocalText } from '../manifest/manifest.ts';

/** For commands, which load nothing else before they know what to say: `@citygraph/contract/locale`. */
export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

/** The nearest of our languages to a locale such as `zh_CN.UTF-8` or `zh-Hans`; null: neither. */
export function localeOf(said: string): Locale | null {
  if (/^zh([-_.@]|$)/i.test(said)) return 'zh-CN';
  if (/^(en([-_.@]|$)|C([.]|$)|POSIX$)/i.test(said)) return 'en';
  return null;
}

/** By flag, `CITYGRAPH_LOCALE`, `LC_ALL`, `LC_MESSAGES`, `LANG` in this order (POSIX, 8.2); English where nothing is said. */
export function chooseLocale(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): Locale {
  const said = [flag, env.CITYGRAPH_LOCALE, env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value);
  return (said === undefined ? null : localeOf(said)) ?? 'en';
}

export const inLocale = ({ en, zh }: LocalText, locale: Locale): string => (locale === 'zh-CN' ? zh : en);
