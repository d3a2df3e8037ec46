import { parseArgs } from 'node:util';
import { nearest, StartError } from '@citygraph/contract';
import { TEMPLATES } from '../templates.ts';

export const USAGE = `Usage: npm create citygraph-plugin@latest <name> -- [--template <template>] [--entity <Entity>] [--openapi <file|https://…>]
         [--namespace <name>] [--publisher <handle>] [--schema <folder>] [--yes] [--no-install]

  <name>        of the plugin and of its folder: small letters, digits, single hyphens
${Object.entries(TEMPLATES)
  .map(([name, what], index) => `  ${index === 0 ? '--template' : '          '}    ${name.padEnd(11)} ${what}`)
  .join('\n')}
  --entity      of template entity: what the field is put on; left out: AdminDivision
  --openapi     of template rest: an OpenAPI 3 document, YAML or JSON
  --namespace   what your types and fields begin with; left out: the name without hyphens
  --publisher   the handle that you registered; left out: example-lab
  --schema      a folder that citygraph schema fetch wrote; left out: the city's schemas of this release
  --yes         asks nothing, and takes what is left out as said above (template: entity)
  --no-install  leaves npm install to you

Ends with 0 (written), 1 (written, but npm install failed), 3 (bad input, nothing written) or 130 (interrupted, nothing written).`;

const FLAGS = {
  template: { type: 'string' },
  entity: { type: 'string' },
  openapi: { type: 'string' },
  namespace: { type: 'string' },
  publisher: { type: 'string' },
  schema: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  install: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

export interface Arguments {
  readonly name: string | undefined;
  readonly template: string | undefined;
  readonly entity: string | undefined;
  readonly openapi: string | undefined;
  readonly namespace: string | undefined;
  readonly publisher: string | undefined;
  readonly schema: string | undefined;
  readonly yes: boolean;
  readonly install: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** @throws StartError that says which flag is wrong, and which was meant */
export function readArguments(argv: readonly string[]): Arguments {
  assertKnownFlags(argv);
  const { values, positionals } = parse(argv);
  const [name, second] = positionals;
  if (second !== undefined) throw new StartError(`One plugin at a time: ${name}, or ${second}?`);
  const { template, entity, openapi, namespace, publisher, schema } = values;
  const { yes = false, install = true, help = false, version = false } = values;
  return { name, template, entity, openapi, namespace, publisher, schema, yes, install, help, version };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)} See --help.`);
  }
}

function assertKnownFlags(argv: readonly string[]): void {
  const names = [...Object.keys(FLAGS), 'no-install'];
  for (const word of argv) {
    if (word === '--') return;
    const flag = /^--([^=]+)/.exec(word)?.[1];
    if (flag === undefined || names.includes(flag)) continue;
    const meant = nearest(flag, names);
    throw new StartError(`There is no flag --${flag}.${meant ? ` Did you mean --${meant}?` : ''} See --help.`);
  }
}
