import type { LocalText } from '@citygraph/contract';
import type { Locale } from '@citygraph/contract/locale';
import type { en } from './en.ts';

export type MessageKey = keyof typeof en;

/** A name or a number, in no language; another package's words, which are in each; or a sentence of the catalogue. */
export type MessageValue = string | number | LocalText | readonly [key: MessageKey, values?: MessageValues];
export interface MessageValues {
  readonly [name: string]: MessageValue;
}

/** A sentence of the catalogue with its `{placeholders}` filled in; `{count|file|files}` is a number with the word that fits it. */
export type Translate = (key: MessageKey, values?: MessageValues) => string;

const PLACEHOLDER = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;

/** Loads one language: the other stays on disk. */
export async function messagesOf(locale: Locale): Promise<Translate> {
  const isChinese = locale === 'zh-CN';
  const catalogue: Readonly<Record<MessageKey, string>> = isChinese
    ? (await import('./zh-cn.ts')).zhCn
    : (await import('./en.ts')).en;
  const said = (value: MessageValue): string => {
    if (typeof value !== 'object') return String(value);
    return 'en' in value ? value[isChinese ? 'zh' : 'en'] : m(value[0], value[1]);
  };
  const m: Translate = (key, values = {}) =>
    catalogue[key].replace(PLACEHOLDER, (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return one === undefined ? said(value) : `${said(value)} ${value === 1 ? one : many}`;
    });
  return m;
}
