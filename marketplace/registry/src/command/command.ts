import { parseArgs } from 'node:util';
import { CityGraphError, StartError } from '@citygraph/contract';
import { AuditBroken } from '../audit-entry/audit-broken.ts';
import { keepAudit } from './audit-commands.ts';
import { importGraph, listGraphs, rollBackGraph, verifyAll } from './graph-commands.ts';
import { liftAll } from './head-commands.ts';
import { showImpact } from './impact-command.ts';
import { changeKeys } from './key-commands.ts';
import { USAGE } from './usage.ts';

/** What a command says and how it ends. */
export interface Outcome {
  readonly code: 0 | 1 | 3;
  readonly lines: readonly string[];
}

const OPTIONS = {
  database: { type: 'string' },
  'database-file': { type: 'string' },
  key: { type: 'string' },
  trust: { type: 'string' },
  reason: { type: 'string' },
  by: { type: 'string' },
  folder: { type: 'string' },
  threshold: { type: 'string' },
  digest: { type: 'string' },
  archive: { type: 'string' },
  'ledger-keys': { type: 'string' },
  memory: { type: 'string' },
  policy: { type: 'string' },
  graphs: { type: 'string' },
  force: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Texts = Exclude<keyof typeof OPTIONS, 'help' | 'force'>;
export type Flags = { readonly [K in Texts]?: string } & { readonly force?: boolean };

type Command = (words: readonly string[], flags: Flags) => Promise<Outcome>;

const COMMANDS: ReadonlyMap<string, { readonly words: number; readonly run: Command }> = new Map([
  ['import', { words: 1, run: importGraph }],
  ['rollback', { words: 1, run: rollBackGraph }],
  ['list', { words: 0, run: listGraphs }],
  ['verify', { words: 0, run: verifyAll }],
  ['impact', { words: -1, run: showImpact }],
  ['keys', { words: -1, run: changeKeys }],
  ['audit', { words: -1, run: keepAudit }],
  ['heads', { words: -1, run: liftAll }],
]);

/** Runs one command. What is wrong with the words or the set-up is 3, what was refused or found wrong is 1; anything else is ours and thrown. */
export async function command(argv: readonly string[]): Promise<Outcome> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return wrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  const { help, ...flags } = parsed.values;
  const [name, ...words] = parsed.positionals;
  if (help || name === undefined) return { code: help ? 0 : 3, lines: [USAGE] };
  const known = COMMANDS.get(name);
  if (!known) return wrong(`There is no command ${name}.`);
  if (flags.force && name !== 'impact') return wrong(`--force is for impact alone: ${name} takes none.`);
  if (known.words >= 0 && words.length !== known.words)
    return wrong(`${name} takes ${known.words === 0 ? 'no more words' : 'one more word'}, not ${words.length}.`);
  try {
    return await known.run(words, flags);
  } catch (error) {
    if (error instanceof StartError) return { code: 3, lines: [error.message] };
    if (error instanceof CityGraphError || error instanceof AuditBroken) return { code: 1, lines: [error.message] };
    throw error;
  }
}

const parse = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: true });

const wrong = (message: string): Outcome => ({ code: 3, lines: [message, 'See citygraph-registry --help.'] });
