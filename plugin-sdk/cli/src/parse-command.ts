import type { FlagInput } from '@oclif/core/parser';
import { CommandError } from './command-error.ts';
import type { Command, CommandContext } from './define-command.ts';
import { DESTRUCTIVE_FLAGS, GLOBAL_FLAGS, MUTATION_FLAGS } from './global-flags.ts';
import type { MessageKey } from './messages/messages.ts';

export const flagsOf = ({ flags, mutates, isDestructive }: Command): FlagInput => ({
  ...flags,
  ...(mutates ? MUTATION_FLAGS : {}),
  ...(isDestructive ? DESTRUCTIVE_FLAGS : {}),
  ...GLOBAL_FLAGS,
});

/** Flags and arguments of a command, or USAGE: oclif's own words would bring a page of the parser's context with them. */
export async function parseCommand(
  name: string,
  command: Command,
  argv: readonly string[],
): Promise<Pick<CommandContext, 'flags' | 'args'>> {
  const { parse } = await import('@oclif/core/parser');
  const flags = flagsOf(command);
  try {
    const parsed = await parse([...argv], { flags, args: command.args, strict: true });
    return { flags: parsed.flags as CommandContext['flags'], args: parsed.args };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw await usageError(name, argv, flags, error);
  }
}

/** What oclif says, and the sentence of ours that says it in the reader's language, with what each group holds. */
const SAID: readonly (readonly [RegExp, MessageKey, readonly string[]])[] = [
  [/^Expected (?:(--[\w-]+)=)?(.*) to be one of: (.+)$/, 'error.not-an-option', ['flag', 'value', 'options']],
  [/Expected an integer but received: (.*)/, 'error.no-integer', ['value']],
  [/Expected an integer greater than or equal to (\d+) but received: (.*)/, 'error.integer-low', ['least', 'value']],
  [/Expected an integer less than or equal to (\d+) but received: (.*)/, 'error.integer-high', ['most', 'value']],
  [/Flag (--[\w-]+) expects a value/, 'error.flag-without-value', ['flag']],
  [/Flag (--[\w-]+) can only be specified once/, 'error.flag-twice', ['flag']],
  [/All of the following must be provided when using (--[\w-]+): (.+)/, 'error.flag-needs', ['flag', 'others']],
  [/(--[\w-]+)\S* cannot also be provided when using (--[\w-]+)/, 'error.flags-exclusive', ['flag', 'other']],
];

const PAINT = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

interface ParserError {
  readonly flags?: unknown;
  readonly args?: unknown;
  readonly message?: unknown;
}

async function usageError(
  command: string,
  argv: readonly string[],
  known: FlagInput,
  error: unknown,
): Promise<CommandError> {
  const { flags, args, message } = error as ParserError;
  const help = ['hint.help', { command }] as const;
  const kind = (error as Error).constructor.name;
  const said = String(message)
    .replace(/\nSee more help with --help[\s\S]*$/, '')
    // oclif paints what it says.
    .replace(PAINT, '');
  if (kind === 'NonExistentFlagsError' && Array.isArray(flags)) {
    const flag = String(flags[0]).replace(/=.*/s, '');
    const { nearest } = await import('@citygraph/contract');
    const meant = nearest(flag.replace(/^-+/, ''), Object.keys(known));
    const suggestions = meant === null ? [help] : ([['hint.did-you-mean', { name: `--${meant}` }], help] as const);
    return new CommandError('USAGE', 'error.unknown-flag', { flag, command }, { suggestions });
  }
  if (kind === 'UnexpectedArgsError' && Array.isArray(args)) {
    // oclif takes what is behind the `=` of a flag that is said or not for an argument.
    const written = argv
      .map((word) => word.split(/=(.*)/s))
      .find(([flag = '', value]) => value === args[0] && known[flag.replace(/^--/, '')]?.type === 'boolean');
    if (written !== undefined) {
      const [flag = '', value = ''] = written;
      return new CommandError('USAGE', 'error.flag-without-need', { flag, value }, { suggestions: [help] });
    }
    return new CommandError(
      'USAGE',
      'error.unexpected-argument',
      { argument: String(args[0]), command },
      { suggestions: [help] },
    );
  }
  if (kind === 'RequiredArgsError' && Array.isArray(args)) {
    const names = args.map(({ name }: { name: string }) => name.toUpperCase()).join(' ');
    return new CommandError('USAGE', 'error.missing-argument', { names, command }, { suggestions: [help] });
  }
  const missing = /Missing required flag (\S+)/.exec(said)?.[1];
  if (missing !== undefined) {
    return new CommandError('USAGE', 'error.missing-flag', { flag: `--${missing}`, command }, { suggestions: [help] });
  }
  for (const [pattern, key, names] of SAID) {
    const found = pattern.exec(said);
    if (!found) continue;
    const values = Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? command]));
    return new CommandError('USAGE', key, { command, ...values }, { suggestions: [help] });
  }
  const reason = said.replace(/\s+/g, ' ');
  return new CommandError(
    'USAGE',
    'error.usage',
    { reason: { en: reason, zh: `原文：${reason}` } },
    { suggestions: [help] },
  );
}
