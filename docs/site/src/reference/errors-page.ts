import { ERROR_CODES } from '@citygraph/contract';
import { COMMAND_ERRORS } from 'citygraph';
import type { Language } from '../navigation.ts';
import { asProse } from './as-prose.ts';
import { askCommand } from './ask-command.ts';

const WORDS = {
  en: {
    title: 'Error codes',
    head: 'Programs switch on `extensions.code`; the message is for people. Besides these there are GraphQL’s own `GRAPHQL_PARSE_FAILED` and `GRAPHQL_VALIDATION_FAILED`.',
    hub: 'Of the hub',
    command: 'Of the command line',
    commandHead: 'With `--json`, they are in `error.code`.',
  },
  'zh-CN': {
    title: '错误码',
    head: '程序看 `extensions.code`，消息是给人看的。此外还有 GraphQL 自身的 `GRAPHQL_PARSE_FAILED` 和 `GRAPHQL_VALIDATION_FAILED`。',
    hub: '平台',
    command: '命令行',
    commandHead: '使用 `--json` 时位于 `error.code`。',
  },
} as const;

/** Each code with what `citygraph explain` says of it. */
export async function errorsPage(language: Language): Promise<string> {
  const words = WORDS[language];
  return [
    `# ${words.title}`,
    words.head,
    `## ${words.hub}`,
    ...(await Promise.all(ERROR_CODES.map((code) => part(code, language)))),
    `## ${words.command}`,
    words.commandHead,
    ...(await Promise.all(Object.keys(COMMAND_ERRORS).map((code) => part(code, language)))),
    '',
  ].join('\n\n');
}

async function part(code: string, language: Language): Promise<string> {
  const { text } = await askCommand<{ text: string }>(['explain', code], language);
  const [, what = '', mend = ''] = text.split('\n\n');
  return `### ${code}\n\n${asProse(what)}\n\n${asProse(mend)}`;
}
