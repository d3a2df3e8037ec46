import type { en } from './en.ts';
import type { Locale } from './locale.ts';

export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number>>;

/** A sentence of the catalogue with its `{placeholders}` filled in. */
export type Translate = (key: MessageKey, values?: MessageValues) => string;

/** Loads one language: the other stays on disk. */
export async function messagesOf(locale: Locale): Promise<Translate> {
  const catalogue: Readonly<Record<MessageKey, string>> =
    locale === 'zh-CN' ? (await import('./zh-cn.ts')).zhCn : (await import('./en.ts')).en;
  return (key, values = {}) =>
    catalogue[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
