import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { StartError } from '@citygraph/contract';
import { TEMPLATE_NAMES, TEMPLATES } from '../templates.ts';
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
}

/** Asks for what the flags left open, where somebody sits at a terminal and did not say `--yes`. */
export async function askChoices(
  { name, template, entity, openapi, yes }: Arguments,
  { input, output }: Terminal,
  signal: AbortSignal,
): Promise<Choices> {
  if (yes || !input.isTTY) {
    if (name === undefined)
      throw new StartError('Give the plugin a name: npm create citygraph-plugin@latest aqi -- --yes. See --help.');
    return { name, template: template ?? (openapi === undefined ? 'entity' : 'rest'), entity, openapi };
  }
  const lines = createInterface({ input, output });
  const ask = async (question: string, usual: string): Promise<string> =>
    (await lines.question(`${question}${usual ? ` (${usual})` : ''}: `, { signal })).trim() || usual;
  try {
    const chosenName = name ?? (await ask('Name of the plugin', 'my-plugin'));
    for (const known of template === undefined ? TEMPLATE_NAMES : [])
      output.write(`  ${known.padEnd(11)} ${TEMPLATES[known]}\n`);
    const chosen = template ?? (await ask('Template', openapi === undefined ? 'entity' : 'rest'));
    return {
      name: chosenName,
      template: chosen,
      entity: entity ?? (chosen === 'entity' ? await ask('Entity to extend', 'AdminDivision') : undefined),
      openapi: openapi ?? (chosen === 'rest' ? await ask('OpenAPI document', '') : undefined),
    };
  } finally {
    lines.close();
  }
}
