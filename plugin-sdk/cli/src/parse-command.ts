import type { FlagInput } from '@oclif/core/parser';
import { CommandError } from './command-error.ts';
import type { Command, CommandContext } from './define-command.ts';
import { DESTRUCTIVE_FLAGS, GLOBAL_FLAGS, MUTATION_FLAGS } from './global-flags.ts';

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
    throw await usageError(name, Object.keys(flags), error);
  }
}

const PAINT = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

interface ParserError {
  readonly flags?: unknown;
  readonly args?: unknown;
  readonly message?: unknown;
}

async function usageError(command: string, known: readonly string[], error: unknown): Promise<CommandError> {
  const { flags, args, message } = error as ParserError;
  const help = ['hint.help', { command }] as const;
  const kind = (error as Error).constructor.name;
  const said = String(message)
    .replace(/\nSee more help with --help[\s\S]*$/, '')
    // oclif paints what it says.
    .replace(PAINT, '');
  if (kind === 'NonExistentFlagsError' && Array.isArray(flags)) {
    const flag = String(flags[0]);
    const { nearest } = await import('@citygraph/contract');
    const meant = nearest(flag.replace(/^-+/, ''), known);
    const suggestions = meant === null ? [help] : ([['hint.did-you-mean', { name: `--${meant}` }], help] as const);
    return new CommandError('USAGE', 'error.unknown-flag', { flag, command }, { suggestions });
  }
  if (kind === 'UnexpectedArgsError' && Array.isArray(args)) {
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
  const option = /^Expected (?:(--[\w-]+)=)?(.*) to be one of: (.+)$/.exec(said);
  if (option) {
    const [, flag = command, value = '', options = ''] = option;
    return new CommandError('USAGE', 'error.not-an-option', { flag, value, options }, { suggestions: [help] });
  }
  return new CommandError('USAGE', 'error.usage', { reason: said.replace(/\s+/g, ' ') }, { suggestions: [help] });
}
