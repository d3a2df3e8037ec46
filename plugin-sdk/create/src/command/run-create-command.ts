import { relative } from 'node:path';
import { type LocalText, StartError } from '@citygraph/contract';
import { type CreatedPlugin, createPlugin } from '../create-plugin.ts';
import { askChoices, type Terminal } from './ask-choices.ts';
import { readArguments, USAGE } from './read-arguments.ts';

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
  readonly install: (folder: string, signal: AbortSignal) => Promise<LocalText | null>;
}

/** Answers the exit code: 0 written, 1 written but not installed, 3 bad input, 130 interrupted. */
export async function runCreateCommand(command: CreateCommand): Promise<number> {
  const { argv, version, within, print, complain, signal, install } = command;
  try {
    const said = readArguments(argv);
    if (said.help || said.version) {
      print(said.help ? USAGE : version);
      return 0;
    }
    const choices = await askChoices(said, command, signal);
    let failed: LocalText | null = null;
    const created = await createPlugin({
      ...said,
      ...choices,
      within,
      signal,
      finish: async (folder) => {
        if (!said.install) return;
        complain('Installing packages…');
        failed = await install(folder, signal);
      },
    });
    for (const line of report(created, within, said.install && failed === null)) print(line);
    if (failed === null) return 0;
    complain(`The plugin is written, but ${(failed as LocalText).en}. Run npm install in its folder.`);
    return 1;
  } catch (error) {
    if (signal.aborted) {
      complain('Interrupted: nothing was written.');
      return 130;
    }
    complain(error instanceof StartError ? error.message : String(error instanceof Error ? error.stack : error));
    return 3;
  }
}

function report({ folder, template, files, notes }: CreatedPlugin, within: string, isInstalled: boolean): string[] {
  const at = relative(within, folder) || '.';
  return [
    `${files.length} files of template ${template} are in ${at}.`,
    ...notes.map(({ en }) => `  note: ${en}`),
    '',
    'Next:',
    `  cd ${at}`,
    ...(isInstalled ? [] : ['  npm install']),
    '  npm run dev',
  ];
}
