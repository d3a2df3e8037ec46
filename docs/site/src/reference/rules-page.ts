import { explainRule, RULE_NAMES, type RuleName } from '@citygraph/admission';
import type { Language } from '../navigation.ts';
import { asProse } from './as-prose.ts';

const WORDS = {
  en: {
    title: 'Admission rules',
    head: 'What the hub refuses, why, and what to write instead. The links of every document are left out in the examples.',
    wrong: 'Wrong',
    right: 'Right',
  },
  'zh-CN': {
    title: '准入规则',
    head: '平台拒绝什么、为什么，以及应当怎样写。示例省略了每份文档都有的链接。',
    wrong: '错误',
    right: '正确',
  },
} as const;

/** Each rule's own page of admission, one beneath the other. */
export async function rulesPage(language: Language): Promise<string> {
  const { title, head } = WORDS[language];
  const parts = await Promise.all(RULE_NAMES.map((rule) => part(rule, language)));
  return [`# ${title}`, head, ...parts, ''].join('\n\n');
}

async function part(rule: RuleName, language: Language): Promise<string> {
  const { what, why, wrong, right } = partsOf(await explainRule(rule, language));
  const words = WORDS[language];
  return [`## ${rule}`, asProse(`${what}\n\n${why}`), `**${words.wrong}**`, wrong, `**${words.right}**`, right].join(
    '\n\n',
  );
}

/** A page has a sentence, then Why, Wrong and Right; admission's own tests hold it to that. */
export function partsOf(page: string): { what: string; why: string; wrong: string; right: string } {
  const [head = '', why = '', wrong = '', right = ''] = page.split(/^## .+$/m).map((text) => text.trim());
  return { what: head.replace(/^# \w+\n+/, ''), why, wrong, right };
}
