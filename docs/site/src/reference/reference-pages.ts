import { LANGUAGES } from '../navigation.ts';
import { commandsPage } from './commands-page.ts';
import { errorsPage } from './errors-page.ts';
import { manifestPage } from './manifest-page.ts';
import { rulesPage } from './rules-page.ts';

export interface Page {
  /** From `pages/`. */
  readonly path: string;
  /** Markdown. */
  readonly text: string;
}

const PAGES = { commands: commandsPage, manifest: manifestPage, rules: rulesPage, errors: errorsPage } as const;

/** The pages that follow from the code, in each language. */
export async function referencePages(): Promise<readonly Page[]> {
  return Promise.all(
    LANGUAGES.flatMap(({ code, folder }) =>
      Object.entries(PAGES).map(async ([name, make]) => ({
        path: `${folder}reference/${name}.md`,
        text: await make(code),
      })),
    ),
  );
}
