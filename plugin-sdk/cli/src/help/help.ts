import { COMMAND_NAMES, COMMANDS, type CommandName } from '../command-table.ts';
import type { Command } from '../define-command.ts';
import { GLOBAL_FLAGS } from '../global-flags.ts';
import type { MessageKey, Translate } from '../messages/messages.ts';
import type { Line } from '../output/line.ts';
import type { Outcome } from '../output/outcome.ts';
import { facts } from '../output/table.ts';
import { flagsOf } from '../parse-command.ts';
import { unknownCommand } from '../unknown-command.ts';

/** Of a command, of those that begin with a word, or of all. */
export async function helpFor(words: readonly string[], m: Translate): Promise<Outcome> {
  const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((known): known is CommandName =>
    (COMMAND_NAMES as readonly string[]).includes(known),
  );
  if (name !== undefined) return helpForCommand(name, m);
  const names = words.length === 0 ? COMMAND_NAMES : COMMAND_NAMES.filter((one) => one.startsWith(`${words[0]} `));
  if (names.length === 0) throw unknownCommand(words);
  const rows = names.map((one) => [`  ${one}`, m(summaryKey(one))] as const);
  return {
    data: names.map((one) => ({ command: one, summary: m(summaryKey(one)) })),
    text: [m('help.intro'), '', { tone: 'strong', text: m('help.commands') }, ...facts(rows), '', m('help.more')],
  };
}

export const summaryKey = (name: CommandName): MessageKey => `command.${name}`;
export const argKey = (name: string): MessageKey => `arg.${name}` as MessageKey;
export const flagKey = (name: string): MessageKey => `flag.${name}` as MessageKey;

/** `citygraph release rollout PLUGIN VERSION`. */
export async function usageOf(name: CommandName): Promise<string> {
  const { args } = (await COMMANDS[name]()).command;
  const written = Object.entries(args).map(([arg, { required }]) =>
    required ? arg.toUpperCase() : `[${arg.toUpperCase()}]`,
  );
  return ['citygraph', name, ...written].join(' ');
}

/** What stands behind a command's name, in its order. */
export const argsOf = (
  { args }: Pick<Command, 'args'>,
  m: Translate,
): readonly { readonly name: string; readonly required: boolean; readonly summary: string }[] =>
  Object.entries(args).map(([name, { required }]) => ({ name, required: required === true, summary: m(argKey(name)) }));

async function helpForCommand(name: CommandName, m: Translate): Promise<Outcome> {
  const { command } = await COMMANDS[name]();
  const all = flagsOf(command);
  const own = Object.keys(all).filter((flag) => !(flag in GLOBAL_FLAGS));
  const usage = await usageOf(name);
  const summary = m(summaryKey(name));
  const args = argsOf(command, m);
  const described = (flags: readonly string[]): Line[] =>
    facts(
      flags.map((flag) => [`  ${writtenFlag(flag, all[flag])}`, `${m(flagKey(flag))}${choices(all[flag])}`] as const),
    );
  const heading = (key: MessageKey): Line => ({ tone: 'strong', text: m(key) });
  return {
    data: {
      command: name,
      summary,
      usage,
      args,
      flags: Object.keys(all),
      examples: command.examples.map(([line]) => line),
    },
    text: [
      summary,
      '',
      heading('help.usage'),
      `  ${usage}`,
      ...facts(args.map((arg) => [`    ${arg.name.toUpperCase()}`, arg.summary] as const)),
      ...(own.length > 0 ? ['', heading('help.flags'), ...described(own)] : []),
      '',
      heading('help.global-flags'),
      ...described(Object.keys(GLOBAL_FLAGS)),
      '',
      heading('help.examples'),
      ...command.examples.flatMap(([line, what]): Line[] => [
        { tone: 'dim', text: `  # ${m('say.finding', { finding: what })}` },
        `  $ ${line}`,
      ]),
    ],
  };
}

interface FlagShape {
  readonly char?: string | undefined;
  readonly type?: string;
  readonly options?: readonly string[] | undefined;
  readonly required?: boolean | undefined;
}

/** `-y, --yes`, `--hub …`, with a star where it must be given. */
export function writtenFlag(flag: string, shape: unknown): string {
  const { char, type, required } = shape as FlagShape;
  return `${char === undefined ? '' : `-${char}, `}--${flag}${type === 'boolean' ? '' : ' …'}${required ? ' *' : ''}`;
}

function choices(shape: unknown): string {
  const { options } = shape as FlagShape;
  return options === undefined ? '' : ` (${options.join(', ')})`;
}
