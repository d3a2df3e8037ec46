import type { CommandError } from '../command-error.ts';
import type { Translate } from '../messages/messages.ts';
import type { World } from '../world.ts';
import { API_VERSION, type Envelope, errorOf, type Meta } from './envelope.ts';
import { type Line, paint, plain } from './line.ts';
import type { Outcome } from './outcome.ts';
import { problemLines } from './problem-lines.ts';

export interface PrinterOptions {
  readonly world: World;
  readonly m: Translate;
  readonly isJson: boolean;
  readonly noColour: boolean;
  /** Of the hub's last answer. */
  readonly requestId: () => string | null;
}

/** Data goes to stdout, everything else to stderr. */
export interface Printer {
  outcome(outcome: Outcome): void;
  error(error: CommandError): void;
  warn(sentence: string): void;
  /** What is under way; for people alone. */
  progress(lines: readonly Line[]): void;
  /** What is lost by what is asked for; also for programs: their log keeps it. */
  loss(lines: readonly Line[]): void;
  /** Data for people, before the outcome is known. */
  tell(lines: readonly Line[]): void;
}

export function createPrinter({ world, m, isJson, noColour, requestId }: PrinterOptions): Printer {
  const warnings: string[] = [];
  // https://no-color.org: present and not empty.
  const mayColour = !noColour && !world.env.NO_COLOR && world.env.TERM !== 'dumb';
  const write = (out: World['stdout'], lines: readonly Line[]): void => {
    for (const line of lines) out.write(`${paint(line, mayColour && out.isTerminal)}\n`);
  };
  const meta = (): Meta => ({ apiVersion: API_VERSION, requestId: requestId() });
  const json = (envelope: Envelope): void => world.stdout.write(`${JSON.stringify(envelope, null, 2)}\n`);
  const error = (problem: CommandError, data: unknown): void => {
    if (isJson) {
      const told = errorOf(problem, m);
      json({ ok: false, error: told, ...(data === undefined ? {} : { data }), warnings, meta: meta() });
    } else write(world.stderr, problemLines(problem, m, requestId()));
  };
  return {
    outcome({ data, text, problem }) {
      if (!isJson) write(world.stdout, text);
      if (problem) error(problem, data);
      else if (isJson) json({ ok: true, data: data ?? null, warnings, meta: meta() });
    },
    error: (problem) => error(problem, problem.details.data),
    warn(sentence) {
      warnings.push(plain(sentence));
      if (!isJson) write(world.stderr, [{ tone: 'warn', text: `${m('label.warning')}: ${sentence}` }]);
    },
    tell(lines) {
      if (!isJson) write(world.stdout, lines);
    },
    loss: (lines) => write(world.stderr, lines),
    progress(lines) {
      if (!isJson || world.stderr.isTerminal) write(world.stderr, lines);
    },
  };
}
