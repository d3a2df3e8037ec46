import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseLocale, localeOf } from '@citygraph/contract/locale';
import { describe, expect, it } from '@jest/globals';
import { COMMAND_ERRORS } from '../exit-codes.ts';
import { pagesEn } from '../explain/pages-en.ts';
import { pagesZhCn } from '../explain/pages-zh-cn.ts';
import { en } from './en.ts';
import { messagesOf } from './messages.ts';
import { zhCn } from './zh-cn.ts';

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)(?:\|[^|}]*\|[^|}]*)?\}/g)].map(([, name = '']) => name).sort();
const source = fileURLToPath(new URL('..', import.meta.url));
const sources = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('messages/') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');

describe('the catalogues', () => {
  it('have the same sentences with the same placeholders in every language', () => {
    const shape = (catalogue: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(catalogue).map(([key, text]) => [key, placeholders(text)]));
    expect(shape(zhCn)).toEqual(shape(en));
  });

  it('say nothing empty, and Chinese in Chinese', () => {
    expect(Object.entries({ ...en, ...zhCn }).filter(([, text]) => text.trim() === '')).toEqual([]);
    const english = Object.entries(zhCn).filter(
      ([key, text]) => /^(error|command|flag|say)\./.test(key) && !/\p{Script=Han}/u.test(text),
    );
    expect(english.map(([key]) => key).sort()).toEqual(
      [
        'error.city-folder',
        'error.manifest-invalid',
        'error.refused',
        'say.claimed',
        'say.decision-state',
        'say.fault',
        'say.finding',
        'say.note',
        'say.subscription',
      ].sort(),
    );
  });

  it('hold no sentence that nobody says', () => {
    const made = /^(command|arg|flag|waits|log|source)\./;
    expect(Object.keys(en).filter((key) => !made.test(key) && !sources.includes(`'${key}'`))).toEqual([]);
  });

  it('explain every code of this command in both languages', () => {
    for (const pages of [pagesEn, pagesZhCn])
      expect(Object.keys(pages)).toEqual(expect.arrayContaining(Object.keys(COMMAND_ERRORS)));
    expect(Object.keys(pagesZhCn)).toEqual(Object.keys(pagesEn));
  });

  it('fill in what they are given, and leave what they are not', async () => {
    const m = await messagesOf('en');
    expect(m('error.hub-failed', { address: 'https://a', status: 502 })).toBe('https://a failed with status 502.');
    expect(m('error.hub-failed', { address: '{status}' })).toBe('{status} failed with status {status}.');
  });

  it('say of one thing that it is one', async () => {
    const [en, zh] = await Promise.all([messagesOf('en'), messagesOf('zh-CN')]);
    const counted = { errors: 1, warnings: 2 };
    expect(en('say.not-admitted', counted)).toBe('Refused: 1 error, 2 warnings.');
    expect(zh('say.not-admitted', counted)).toBe('不予准入：1 个错误，2 个警告。');
    expect(en('say.not-admitted', { errors: 0 })).toBe('Refused: 0 errors, {warnings|warning|warnings}.');
  });

  it('fill in words that are in two languages, and sentences of their own, in the reader’s', async () => {
    const [en, zh] = await Promise.all([messagesOf('en'), messagesOf('zh-CN')]);
    const values = { path: 'a', reason: ['reason.too-large', { most: 3 }] } as const;
    expect(en('error.file-unreadable', values)).toBe('a cannot be read: more than 3 bytes.');
    expect(zh('error.file-unreadable', values)).toBe('无法读取 a：超过 3 字节。');
    expect(zh('error.usage', { reason: { en: 'No.', zh: '不行。' } })).toBe('命令行有误：不行。');
  });
});

describe('the language', () => {
  it.each<[string | undefined, Record<string, string>, string]>([
    ['zh-CN', { LANG: 'en_US.UTF-8' }, 'zh-CN'],
    [undefined, { CITYGRAPH_LOCALE: 'zh', LC_ALL: 'en_US' }, 'zh-CN'],
    [undefined, { LC_ALL: 'en_GB.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
    [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [undefined, { LANG: 'fr_FR.UTF-8' }, 'en'],
    [undefined, { LC_ALL: '', LANG: 'zh_TW' }, 'zh-CN'],
    [undefined, {}, 'en'],
  ])('of --locale %p and %p is %s', (flag, env, locale) => {
    expect(chooseLocale(flag, env)).toBe(locale);
  });

  it('is known by the forms that systems use', () => {
    expect(['zh', 'zh_CN.UTF-8', 'zh-Hans', 'C', 'POSIX', 'en@euro', 'de', 'zhx'].map(localeOf)).toEqual([
      'zh-CN',
      'zh-CN',
      'zh-CN',
      'en',
      'en',
      'en',
      null,
      null,
    ]);
  });
});
