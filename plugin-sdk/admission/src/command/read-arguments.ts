import { parseArgs } from 'node:util';
import { StartError } from '@citygraph/contract';

export const USAGE = `Usage: citygraph-admission --base <folder|file>… --plugin <schema.graphql> --namespace <name> [--json]
         [--name <subgraph>] [--url <https://…>] [--manifest <yaml>] [--claims <file>] [--mintable <Type>]…
         [--previous <schema.graphql>] [--usage <yaml>] [--force] [--loopback <host:port>]… [--deadline <ms>] [--memory <MiB>]
       citygraph-admission explain <RULE>

  --base       what it is to join: folders of <name>.graphql or <name>/schema.graphql, or such files
  --name       the plugin's subgraph; left out: the namespace, with "-plugin"
  --url        where it is served; left out: a public address that nobody has
  --manifest   YAML with data: [Type.field …] and persons: {arguments: {…}, subject: true, tenant: true}
  --claims     approved names outside the namespace, one a line: Type.field, Query.field, Type
  --usage      YAML with Type.field: count, of the last 30 days

Ends with 0 (admitted), 1 (refused) or 3 (a file or flag cannot be used).`;

const FLAGS = {
  base: { type: 'string', multiple: true },
  plugin: { type: 'string' },
  namespace: { type: 'string' },
  name: { type: 'string' },
  url: { type: 'string' },
  manifest: { type: 'string' },
  claims: { type: 'string' },
  mintable: { type: 'string', multiple: true },
  previous: { type: 'string' },
  usage: { type: 'string' },
  force: { type: 'boolean' },
  loopback: { type: 'string', multiple: true },
  deadline: { type: 'string' },
  memory: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

export type Values = ReturnType<typeof readArguments>['values'];

export function needed(value: string | undefined, flag: string): string {
  if (value === undefined || value === '') throw new StartError(`${flag} is missing.\n${USAGE}`);
  return value;
}

export function numberOf(value: string | undefined, flag: string, usual: number): number {
  if (value === undefined) return usual;
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
  throw new StartError(`${flag} is ${JSON.stringify(value)}: give a whole number from 1.`);
}
