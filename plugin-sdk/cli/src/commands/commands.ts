import { COMMAND_NAMES, COMMANDS } from '../command-table.ts';
import { type Command, defineCommand } from '../define-command.ts';
import { argsOf, flagKey, summaryKey, usageOf } from '../help/help.ts';
import { table } from '../output/table.ts';
import { flagsOf } from '../parse-command.ts';

export const command: Command = defineCommand({
  examples: [
    ['citygraph commands', { en: 'Every command there is', zh: '所有命令' }],
    [
      'citygraph commands --json',
      { en: 'With flags, arguments and examples, for programs', zh: '含参数和示例，供程序使用' },
    ],
    ['citygraph commands --locale zh-CN', { en: 'In Chinese', zh: '用中文显示' }],
  ],
  async run({ m }) {
    const all = await Promise.all(
      COMMAND_NAMES.map(async (name) => {
        const { command: one } = await COMMANDS[name]();
        return {
          command: name,
          summary: m(summaryKey(name)),
          usage: await usageOf(name),
          mutates: one.mutates,
          args: argsOf(one, m),
          flags: Object.entries(flagsOf(one)).map(([flag, { type, required }]) => ({
            name: flag,
            type,
            required: required === true,
            summary: m(flagKey(flag)),
          })),
          examples: one.examples.map(([line, what]) => ({ line, what: m('say.finding', { finding: what }) })),
        };
      }),
    );
    return {
      data: all,
      text: table(
        [m('help.usage'), ''],
        all.map(({ usage, summary }) => [usage, summary]),
      ),
    };
  },
});
