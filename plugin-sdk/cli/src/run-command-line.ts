import { chooseLocale } from '@citygraph/contract/locale';
import { CommandError } from './command-error.ts';
import { COMMAND_NAMES, COMMANDS, type CommandName } from './command-table.ts';
import { createConfirm } from './confirm.ts';
import type { Command, CommandContext } from './define-command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { findCommand } from './find-command.ts';
import { DryRun } from './hub/dry-run.ts';
import { messagesOf, type Translate } from './messages/messages.ts';
import { type Line, textOf } from './output/line.ts';
import { createPrinter, type Printer } from './output/printer.ts';
import { problemOf } from './problem-of.ts';
import { openSession } from './session.ts';
import { versionLine } from './version.ts';
import type { World } from './world.ts';

/** Runs one command line to its end and answers the exit status. Never rejects. */
export async function runCommandLine(argv: readonly string[], world: World): Promise<ExitCode> {
  const m = await messagesOf(chooseLocale(valueBehind(argv, '--locale'), world.env));
  let requestId: string | null = null;
  const note = (id: string): void => {
    requestId = id;
  };
  const printer = createPrinter({
    world,
    m,
    isJson: argv.includes('--json'),
    noColour: argv.includes('--no-color'),
    requestId: () => requestId,
  });
  try {
    return await run(argv, { world, m, printer, onRequestId: note });
  } catch (error) {
    const problem = problemOf(error, world);
    printer.error(problem);
    return problem.exit;
  }
}

interface Running {
  readonly world: World;
  readonly m: Translate;
  readonly printer: Printer;
  readonly onRequestId: (id: string) => void;
}

async function run(argv: readonly string[], running: Running): Promise<ExitCode> {
  const { world, printer, m } = running;
  if (argv[0] === '--version' || argv[0] === 'version') {
    const { text, data } = await versionLine(world.nodeVersion);
    printer.outcome({ data, text: [text] });
    return EXIT.ok;
  }
  const { name, words, left, rest } = findCommand(argv, COMMAND_NAMES);
  const asksHelp = argv.includes('--help') || argv.includes('-h') || words[0] === 'help' || argv.length === 0;
  if (asksHelp || (name === null && isTopic(words) && left.length === 0)) {
    const { helpFor } = await import('./help/help.ts');
    printer.outcome(await helpFor(words[0] === 'help' ? words.slice(1) : words, m));
    return EXIT.ok;
  }
  if (name === null) {
    const { unknownCommand } = await import('./unknown-command.ts');
    throw unknownCommand(words, left);
  }
  const command = (await COMMANDS[name as CommandName]()).command;
  const { parseCommand } = await import('./parse-command.ts');
  const parsed = await parseCommand(name, command, rest);
  const losses: Line[] = [];
  const ends = untilUnread(world, command);
  const work = command.run(
    contextOf(command, parsed, { ...running, world: ends, onLoss: (lines) => losses.push(...lines) }),
  );
  const outcome = await Promise.race(command.endsItself ? [work] : [work, interrupted(world)]).catch(
    (error: unknown) => {
      if (!(error instanceof DryRun)) throw error;
      const { intended, next } = error;
      const preview = error.preview ?? (losses.length > 0 ? { diff: losses.map(textOf) } : null);
      return {
        data: { dryRun: true, wouldSend: intended, ...(next.length > 0 && { next }), ...(preview && { preview }) },
        text: [intended, ...next].flatMap(({ operation, variables, hub }) => [
          m('say.dry-run', { operation, hub }),
          ...JSON.stringify(variables, null, 2).split('\n'),
        ]),
      };
    },
  );
  printer.outcome(outcome);
  return (
    ('exit' in outcome ? outcome.exit : undefined) ??
    ('problem' in outcome ? outcome.problem?.exit : undefined) ??
    EXIT.ok
  );
}

function contextOf(
  command: Command,
  { flags, args }: Pick<CommandContext, 'flags' | 'args'>,
  { world, m, printer, onRequestId, onLoss }: Running & { readonly onLoss: (lines: readonly Line[]) => void },
): CommandContext {
  const session = openSession(world, flags);
  const isDryRun = flags['dry-run'] ?? false;
  const warn: CommandContext['warn'] = (key, values) => printer.warn(m(key, values));
  return {
    flags,
    args,
    world,
    m,
    session,
    warn,
    progress: (...lines) => printer.progress(lines),
    tell: (...lines) => printer.tell(lines),
    confirm: createConfirm({
      world,
      m,
      isAgreed: flags.yes ?? false,
      isDryRun,
      show(lines) {
        onLoss(lines);
        printer.loss(lines);
      },
    }),
    async hub(as) {
      const origin = await session.hub();
      const isSomebody = as !== 'nobody' && (await session.bearer()) !== null;
      const { createHub } = await import('./hub/hub.ts');
      const hub = createHub({
        world,
        origin,
        token: isSomebody ? async () => (await session.bearer())?.token ?? null : null,
        timeoutMs: session.timeoutMs,
        isDryRun,
        warn,
        onRequestId,
      });
      if (command.mutates) return hub;
      return {
        ...hub,
        act: ({ name }) => Promise.reject(new Error(`${name} is sent by a command that does not say that it mutates.`)),
      };
    },
  };
}

/** What runs until Ctrl-C talks to somebody, and ends when nobody listens. */
const untilUnread = (world: World, { endsItself }: Command): World =>
  endsItself && world.unread ? { ...world, signal: AbortSignal.any([world.signal, world.unread]) } : world;

/** What is under way may say first what became of it. */
const GRACE_MS = 250;

/** Rejects soon after Ctrl-C, whatever a command is doing that cannot be called off. */
const interrupted = ({ signal }: World): Promise<never> =>
  new Promise((_, reject) => {
    const end = () => setTimeout(() => reject(new CommandError('INTERRUPTED', 'error.interrupted')), GRACE_MS);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });

const isTopic = (words: readonly string[]): boolean =>
  words.length === 1 && COMMAND_NAMES.some((name) => name.startsWith(`${words[0]} `));

function valueBehind(argv: readonly string[], flag: string): string | undefined {
  const index = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (index < 0) return undefined;
  return argv[index]?.includes('=') ? argv[index].slice(flag.length + 1) : argv[index + 1];
}
