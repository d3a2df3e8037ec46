import { COMMAND_NAMES, COMMANDS } from '../command-table.ts';
import { type Command, defineCommand } from '../define-command.ts';
import { flagKey, summaryKey, usageOf } from '../help/help.ts';
import { table } from '../output/table.ts';
import { flagsOf } from '../parse-command.ts';

export const command: Command = defineCommand({
  examples: [
    ['citygraph commands', 'Every command there is'],
    ['citygraph commands --json', 'With flags, arguments and examples, for programs'],
    ['citygraph commands --locale zh-CN', 'In Chinese'],
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
          args: Object.entries(one.args).map(([arg, { required }]) => ({ name: arg, required: required === true })),
          flags: Object.entries(flagsOf(one)).map(([flag, { type, required }]) => ({
            name: flag,
            type,
            required: required === true,
            summary: m(flagKey(flag)),
          })),
          examples: one.examples.map(([line, what]) => ({ line, what })),
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
