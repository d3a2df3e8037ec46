import { parseArgs } from 'node:util';
import { joinTexts, type LocalText, nearest, StartError } from '@citygraph/contract';
import { inLocale, type Locale } from '@citygraph/contract/locale';
import { TEMPLATES } from '../templates.ts';
import { say } from '../words.ts';

/** What it takes, as a reader's language says it. */
export function usageIn(locale: Locale): string {
  const lines: readonly (readonly [string, LocalText])[] = [
    ['<name>', say('usage.name')],
    ...Object.entries(TEMPLATES).map(
      ([name, what], index) => [`${index === 0 ? '--template' : '          '}    ${name}`, what] as const,
    ),
    ['--entity', say('usage.entity')],
    ['--openapi', say('usage.openapi')],
    ['--namespace', say('usage.namespace')],
    ['--publisher', say('usage.publisher')],
    ['--schema', say('usage.schema')],
    ['--yes', say('usage.yes')],
    ['--no-install', say('usage.no-install')],
  ];
  return [
    `${inLocale(say('usage'), locale)}: npm create citygraph-plugin@latest <name> -- [--template <template>] [--entity <Entity>] [--openapi <file|https://…>]`,
    '         [--namespace <name>] [--publisher <handle>] [--schema <folder>] [--yes] [--no-install]',
    '',
    ...lines.map(([flag, what]) => `  ${flag.padEnd(flag.length > 14 ? 25 : 13)} ${inLocale(what, locale)}`),
    '',
    inLocale(say('usage.ends'), locale),
  ].join('\n');
}

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
  if (second !== undefined) throw new StartError(say('command.two-names', { one: name ?? '', other: second }));
  const { template, entity, openapi, namespace, publisher, schema } = values;
  const { yes = false, install = true, help = false, version = false } = values;
  return { name, template, entity, openapi, namespace, publisher, schema, yes, install, help, version };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new StartError(wordsFor(error));
  }
}

/** What Node says in English is known by its code, and said anew. */
function wordsFor(error: unknown): LocalText {
  const { code, message } = error as NodeJS.ErrnoException;
  const flag = /--[\w-]+/.exec(message)?.[0] ?? /-\w/.exec(message)?.[0] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return unknownFlag(flag, null);
  return say(message.includes('does not take an argument') ? 'flag.takes-nothing' : 'flag.bare', { flag });
}

const unknownFlag = (flag: string, meant: string | null): LocalText =>
  joinTexts([
    say('flag.unknown', { flag }),
    meant === null ? null : say('did-you-mean', { name: `--${meant}` }),
    say('see-help'),
  ]);

function assertKnownFlags(argv: readonly string[]): void {
  const names = [...Object.keys(FLAGS), 'no-install'];
  for (const word of argv) {
    if (word === '--') return;
    const flag = /^--([^=]+)/.exec(word)?.[1];
    if (flag === undefined || names.includes(flag)) continue;
    const meant = nearest(flag, names);
    throw new StartError(unknownFlag(`--${flag}`, meant ?? null));
  }
}
