import { joinTexts, type LocalText } from '@citygraph/contract';

/** What the hub saw of the plugin and did not take, for its developer: the public error hides it. */
export interface Finding {
  /** `PLUGIN_TIMEOUT`, `PLUGIN_INVALID_REPLY` …; `PLUGIN_ERROR`: the plugin itself said that it failed. */
  readonly code: string;
  /** What happened, with the value. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** `message` and `fix` in Chinese. */
  readonly zh: string;
  /** In the plugin's own reply; null: it is about all of it. */
  readonly path: readonly (string | number)[] | null;
}

/** A finding of these words. */
export const findingOf = (code: string, message: LocalText, fix: LocalText, path: Finding['path']): Finding => ({
  code,
  message: message.en,
  fix: fix.en,
  zh: joinTexts([message, fix]).zh,
  path,
});

/** One line for a terminal or a test's message. */
export function sayHubFinding({ code, message, fix, zh, path }: Finding, language: keyof LocalText = 'en'): string {
  if (language === 'zh') return `${code}${path === null ? '' : ` ${path.join('.')}`}：${zh}`;
  return `${code}${path === null ? '' : ` at ${path.join('.')}`}: ${message} ${fix}`;
}
