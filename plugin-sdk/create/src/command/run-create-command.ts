import { relative } from 'node:path';
import { type LocalText, StartError } from '@citygraph/contract';
import { inLocale } from '@citygraph/contract/locale';
import { type CreatedPlugin, createPlugin } from '../create-plugin.ts';
import { say } from '../words.ts';
import { askChoices, type Terminal } from './ask-choices.ts';
import { readArguments, usageIn } from './read-arguments.ts';

type Print = (line: string) => void;

export interface CreateCommand extends Terminal {
  readonly argv: readonly string[];
  readonly version: string;
  /** Where the plugin's folder is made. */
  readonly within: string;
  readonly print: Print;
  readonly complain: Print;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** How a document's address is asked. Default: `fetch`. */
  readonly fetch?: typeof fetch;
  readonly install: (folder: string, signal: AbortSignal) => Promise<LocalText | null>;
}

/** Answers the exit code: 0 written, 1 written but not installed, 3 bad input, 130 interrupted. */
export async function runCreateCommand(command: CreateCommand): Promise<number> {
  const { argv, version, within, print, complain, signal, fetch, install, locale } = command;
  const said = (text: LocalText): string => inLocale(text, locale);
  try {
    const wanted = readArguments(argv);
    if (wanted.help || wanted.version) {
      print(wanted.help ? usageIn(locale) : version);
      return 0;
    }
    const choices = await askChoices(wanted, command, signal);
    let failed: LocalText | null = null;
    const created = await createPlugin({
      ...wanted,
      ...choices,
      within,
      signal,
      fetch,
      finish: async (folder) => {
        if (!wanted.install) return;
        complain(said(say('command.installing')));
        failed = await install(folder, signal);
      },
    });
    for (const line of report(created, within, wanted.install && failed === null)) print(said(line));
    if (failed === null) return 0;
    complain(said(say('command.not-installed', { reason: failed as LocalText })));
    return 1;
  } catch (error) {
    if (signal.aborted || (error instanceof Error && error.name === 'AbortError')) {
      complain(said(say('command.interrupted')));
      return 130;
    }
    if (error instanceof StartError) complain(said({ en: error.message, zh: error.zh ?? error.message }));
    else complain(String(error instanceof Error ? error.stack : error));
    return 3;
  }
}

const asTyped = (text: string): LocalText => ({ en: text, zh: text });

function report({ folder, template, files, notes }: CreatedPlugin, within: string, isInstalled: boolean): LocalText[] {
  const at = relative(within, folder) || '.';
  return [
    say('command.made', { count: files.length, template, folder: at }),
    ...notes.map((note) => say('command.note', { note })),
    asTyped(''),
    say('command.next'),
    asTyped(`  cd ${at}`),
    ...(isInstalled ? [] : [asTyped('  npm install')]),
    asTyped('  npm run dev'),
  ];
}
