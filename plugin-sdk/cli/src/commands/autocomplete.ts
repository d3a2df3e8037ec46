import { string as argument } from '@oclif/core/args';
import { COMMAND_NAMES, COMMANDS } from '../command-table.ts';
import { completionScript, SHELLS, type Shell } from '../complete/completion-script.ts';
import { type Command, defineCommand } from '../define-command.ts';
import { flagsOf } from '../parse-command.ts';

export const command: Command = defineCommand({
  args: { shell: argument({ required: true, options: [...SHELLS] }) },
  examples: [
    [
      'source <(citygraph autocomplete bash)',
      { en: 'Complete commands and flags in this shell', zh: '在当前终端中补全命令和参数' },
    ],
    [
      'citygraph autocomplete zsh > ~/.zfunc/_citygraph',
      { en: 'For every shell to come', zh: '对以后打开的终端也生效' },
    ],
    ['citygraph autocomplete fish > ~/.config/fish/completions/citygraph.fish', { en: 'In fish', zh: '用于 fish' }],
  ],
  async run({ args }) {
    const words = await Promise.all(
      COMMAND_NAMES.map(async (name) => ({ name, flags: Object.keys(flagsOf((await COMMANDS[name]()).command)) })),
    );
    const script = completionScript(args.shell as Shell, words);
    return { data: { shell: args.shell, script }, text: script.split('\n') };
  },
});
