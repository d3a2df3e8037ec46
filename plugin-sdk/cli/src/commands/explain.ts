import { chooseLocale } from '@citygraph/contract/locale';
import { string as argument } from '@oclif/core/args';
import { CommandError } from '../command-error.ts';
import { defineCommand } from '../define-command.ts';
import { explanationOf, knownCodes } from '../explain/explanation-of.ts';

export const command = defineCommand({
  args: { code: argument({ required: true }) },
  examples: [
    [
      'citygraph explain NONNULL',
      { en: 'A rule of admission, with a wrong and a right example', zh: '一条准入规则，附错误与正确的示例' },
    ],
    ['citygraph explain GRANT_REQUIRED', { en: 'An error of the hub', zh: '平台的一个错误' }],
    [
      'citygraph explain OUTCOME_UNKNOWN --locale zh-CN',
      { en: 'An error of this command, in Chinese', zh: '本命令的一个错误，用中文显示' },
    ],
  ],
  async run({ args, flags, world }) {
    const code = args.code.toUpperCase();
    const text = await explanationOf(code, chooseLocale(flags.locale, world.env));
    if (text === null) {
      const { nearest } = await import('@citygraph/contract');
      const meant = nearest(code, await knownCodes());
      throw new CommandError(
        'NOTHING_FOUND',
        'error.unknown-code',
        { code: args.code },
        {
          suggestions: meant === null ? [] : [['hint.did-you-mean', { name: `citygraph explain ${meant}` }]],
        },
      );
    }
    return { data: { code, text }, text: text.split('\n') };
  },
});
