import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { type LocalText, StartError } from '@citygraph/contract';
import { inLocale, type Locale } from '@citygraph/contract/locale';
import { TEMPLATE_NAMES, TEMPLATES } from '../templates.ts';
import { say } from '../words.ts';
import type { Arguments } from './read-arguments.ts';

export interface Choices {
  readonly name: string;
  readonly template: string;
  readonly entity: string | undefined;
  readonly openapi: string | undefined;
}

export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
  /** Of who sits there. */
  readonly locale: Locale;
}

const LINE = 'npm create citygraph-plugin@latest aqi -- --yes';

/**
 * Asks for what the flags left open, where somebody sits at a terminal and did not say `--yes`.
 * @throws AbortError when they press Ctrl-C or Ctrl-D instead of answering: a terminal that readline reads sends no signal for it
 */
export async function askChoices(
  { name, template, entity, openapi, yes }: Arguments,
  { input, output, locale }: Terminal,
  signal: AbortSignal,
): Promise<Choices> {
  if (yes || !input.isTTY) {
    if (name === undefined) throw new StartError(say('command.name-wanted', { line: LINE }));
    return { name, template: template ?? (openapi === undefined ? 'entity' : 'rest'), entity, openapi };
  }
  const lines = createInterface({ input, output });
  const gone = new AbortController();
  lines.once('close', () => gone.abort());
  const until = { signal: AbortSignal.any([signal, gone.signal]) };
  const ask = async (question: LocalText, usual: string): Promise<string> =>
    (await lines.question(`${inLocale(question, locale)}${usual ? ` (${usual})` : ''}: `, until)).trim() || usual;
  try {
    const chosenName = name ?? (await ask(say('ask.name'), 'my-plugin'));
    for (const known of template === undefined ? TEMPLATE_NAMES : [])
      output.write(`  ${known.padEnd(11)} ${inLocale(TEMPLATES[known], locale)}\n`);
    const chosen = template ?? (await ask(say('ask.template'), openapi === undefined ? 'entity' : 'rest'));
    return {
      name: chosenName,
      template: chosen,
      entity: entity ?? (chosen === 'entity' ? await ask(say('ask.entity'), 'AdminDivision') : undefined),
      openapi: openapi ?? (chosen === 'rest' ? await ask(say('ask.openapi'), '') : undefined),
    };
  } finally {
    lines.close();
  }
}
