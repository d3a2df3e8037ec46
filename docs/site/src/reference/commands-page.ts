import type { Language } from '../navigation.ts';
import { asProse } from './as-prose.ts';
import { askCommand } from './ask-command.ts';

/** One command as `citygraph commands --json` tells of it. */
export interface CommandFacts {
  readonly command: string;
  readonly summary: string;
  readonly usage: string;
  readonly mutates: boolean;
  readonly args: readonly { readonly name: string; readonly required: boolean; readonly summary: string }[];
  readonly flags: readonly FlagFacts[];
  readonly examples: readonly { readonly line: string; readonly what: string }[];
}

export interface FlagFacts {
  readonly name: string;
  readonly type: 'option' | 'boolean';
  readonly required: boolean;
  readonly summary: string;
}

export const commandFacts = (language: Language): Promise<readonly CommandFacts[]> =>
  askCommand<readonly CommandFacts[]>(['commands'], language);

const WORDS = {
  en: {
    title: 'Commands',
    head: 'What `citygraph --help` says, on one page. `npm install -g citygraph`, or `npx citygraph` in a plugin’s folder. It needs Node 22.19.',
    every: 'Every command takes',
    exits: 'What it ends with',
    flag: 'argument or flag',
    what: 'what',
    must: '*required*',
    statuses: [
      '0 done, or as it was wanted',
      '1 it ran, and what it looked at is not well',
      '2 outcome unknown: no answer in time, or only a part was done or is vouched for',
      '3 bad input or set-up; nothing was done',
      '4 not signed in, or not allowed',
      '5 the hub took it, and now it is somebody else’s turn',
      '127 no such command',
      '130 interrupted',
    ],
  },
  'zh-CN': {
    title: '命令',
    head: '即 `citygraph --help` 的内容，汇总在一页。用 `npm install -g citygraph` 安装，或在插件目录中使用 `npx citygraph`。需要 Node 22.19。',
    every: '所有命令都接受',
    exits: '退出码',
    flag: '参数或选项',
    what: '含义',
    must: '*必填*',
    statuses: [
      '0 完成，或本来就是所要的样子',
      '1 已运行，但检查对象有问题',
      '2 结果未知：没有及时收到答复，或只完成了一部分，或只有一部分有人负责',
      '3 输入或配置有误，什么也没有做',
      '4 未登录或无权',
      '5 平台已受理，轮到别人处理',
      '127 没有这个命令',
      '130 被中断',
    ],
  },
} as const;

/** Every command with its flags and the first of its examples. */
export async function commandsPage(language: Language): Promise<string> {
  const all = await commandFacts(language);
  const words = WORDS[language];
  const common = new Set(
    all[0]?.flags
      .map(({ name }) => name)
      .filter((flag) => all.every(({ flags }) => flags.some(({ name }) => name === flag))),
  );
  return [
    `# ${words.title}`,
    words.head,
    `${words.every} ${[...common].map((name) => `\`--${name}\``).join(' ')}`,
    `## ${words.exits}`,
    words.statuses.map((line) => line.replace(/^(\d+) (.*)$/, '- **$1** $2')).join('\n'),
    ...topicsOf(all).flatMap(([topic, commands]) => [
      `## ${topic}`,
      ...commands.map((command) => commandPart(command, common, language)),
    ]),
    '',
  ].join('\n\n');
}

function commandPart(
  { usage, summary, args, flags, examples }: CommandFacts,
  common: ReadonlySet<string>,
  language: Language,
): string {
  const { flag, what, must } = WORDS[language];
  const own = flags.filter(({ name }) => !common.has(name));
  const row = (written: string, said: string, isRequired: boolean): string =>
    `| \`${written}\` | ${asProse(said)}${isRequired ? ` ${must}` : ''} |`;
  const rows = [
    ...args.map(({ name, required, summary: said }) => row(name.toUpperCase(), said, required)),
    ...own.map(({ name, type, required, summary: said }) =>
      row(`--${name}${type === 'option' ? ' …' : ''}`, said, required),
    ),
  ];
  return [
    `### ${usage}`,
    `${asProse(summary)}${language === 'en' ? '.' : '。'}`,
    ...(rows.length > 0 ? [[`| ${flag} | ${what} |`, '|---|---|', ...rows].join('\n')] : []),
    ['```sh', ...examples.map(({ line }) => line), '```'].join('\n'),
  ].join('\n\n');
}

function topicsOf(all: readonly CommandFacts[]): [string, CommandFacts[]][] {
  const topics = new Map<string, CommandFacts[]>();
  for (const command of all) {
    const [topic = ''] = command.command.split(' ');
    topics.set(topic, [...(topics.get(topic) ?? []), command]);
  }
  return [...topics];
}
