import { describe, expect, it } from '@jest/globals';
import { fixes, messages } from './en.ts';
import { inEnglish, wordsIn } from './words.ts';
import * as chinese from './zh-cn.ts';

const CHINESE = /\p{Script=Han}/u;
const namesIn = (template: string): string[] =>
  [...new Set([...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();

describe.each([
  ['messages', messages, chinese.messages],
  ['fixes', fixes, chinese.fixes],
] as const)('the %s of findings', (_, english, translated) => {
  it('are the same in every language, and none is left over', () => {
    expect(Object.keys(translated).sort()).toEqual(Object.keys(english).sort());
  });

  it.each(Object.entries(english))('%s leaves open the same in Chinese', (key, template) => {
    const other = (translated as Readonly<Record<string, string>>)[key] ?? '';
    expect(namesIn(other)).toEqual(namesIn(template));
    expect(other).toMatch(CHINESE);
  });
});

describe('a finding', () => {
  const wording = {
    message: 'nonnull.shared',
    fix: 'nonnull',
    parameters: { coordinate: 'AdminDivision.aqi_index', type: 'Float!', nullable: 'Float' },
  } as const;

  it('is said in English and in Chinese', async () => {
    expect(inEnglish(wording).fix).toBe('Make it Float.');
    expect((await wordsIn('zh-CN'))(wording)).toEqual({
      message: 'AdminDivision.aqi_index 是 Float!：插件一旦中断，城市在它周围的答复会一并作废。',
      fix: '请改为 Float。',
    });
  });

  it('of a newer hub, in words that are not known here, is left to its English', async () => {
    const say = await wordsIn('zh-CN');
    expect(say({ ...wording, message: 'nonnull.of-tomorrow' })).toBeNull();
    expect(say({ ...wording, fix: 'constructor' })).toBeNull();
  });

  it('shows what was filled in as it is, braces and all', () => {
    const parameters = { ...wording.parameters, type: '{nullable}' };
    expect(inEnglish({ ...wording, parameters }).message).toContain('is {nullable}: an outage');
  });
});
