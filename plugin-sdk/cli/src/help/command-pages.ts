import { COMMAND_NAMES, COMMANDS, type CommandName } from '../command-table.ts';
import { GLOBAL_FLAGS } from '../global-flags.ts';
import { en } from '../messages/en.ts';
import { flagsOf } from '../parse-command.ts';
import { flagKey, summaryKey, usageOf, writtenFlag } from './help.ts';

const BEGIN = '<!-- commands: npm run schema -->';
const END = '<!-- /commands -->';

/** A README with what stands between its two marks made anew out of the commands themselves. */
export async function withCommandPages(readme: string): Promise<string> {
  const [head, rest] = [readme.split(BEGIN)[0] ?? '', readme.split(END)[1] ?? ''];
  if (!readme.includes(BEGIN) || !readme.includes(END)) throw new Error(`The README lacks ${BEGIN} or ${END}.`);
  const pages = await Promise.all(COMMAND_NAMES.map(pageOf));
  return `${head}${BEGIN}\n${pages.join('\n')}\n${END}${rest}`;
}

async function pageOf(name: CommandName): Promise<string> {
  const { command } = await COMMANDS[name]();
  const all = flagsOf(command);
  const own = Object.keys(all).filter((flag) => !(flag in GLOBAL_FLAGS));
  const flags = own.map((flag) => `\`${writtenFlag(flag, all[flag])}\` ${en[flagKey(flag)]}`);
  return [
    `### ${await usageOf(name)}`,
    `${en[summaryKey(name)]}.${flags.length === 0 ? '' : ` ${flags.join('; ')}.`}`,
    '```sh',
    ...command.examples.flatMap(([line, what]) => [`# ${what.en}`, line]),
    '```',
    '',
  ].join('\n');
}
