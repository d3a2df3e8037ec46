import { charactersIn, DESCRIPTION_LENGTH, joinTexts, type LocalText, StartError } from '@citygraph/contract';
import type { RenderedFile } from '../render/render-template.ts';
import { say } from '../words.ts';
import { createTypes } from './create-types.ts';
import { type OpenApiDocument, partOf } from './document.ts';
import { descriptionOf } from './graphql-names.ts';
import { operationsText } from './operations-text.ts';
import type { Credential } from './read-credentials.ts';
import { readOperations } from './read-operations.ts';
import { type RestField, restField } from './rest-field.ts';
import { lostReferences } from './schema-parts.ts';
import { NO_SERVER, serverOf } from './server-of.ts';

/** What the hub takes of one plugin (TOO_LARGE). */
const MOST_BYTES = 256 * 1024;
/** Nobody knows yet who may see what the service says: whoever signed in. */
const LEVEL = 'S2';

export interface RestPlugin {
  readonly values: Readonly<Record<string, string>>;
  readonly files: readonly RenderedFile[];
  readonly notes: readonly LocalText[];
}

/** Schema and operations of a plugin that asks the service which an OpenAPI document describes. */
export function restPlugin(
  document: OpenApiDocument,
  { namespace, Namespace }: { readonly namespace: string; readonly Namespace: string },
): RestPlugin {
  const { operations, credentials, notes } = readOperations(document);
  const [first] = operations;
  if (!first) {
    const why = notes.length > 0 ? joinTexts(notes.slice(0, 5)) : say('document.nothing-said');
    throw new StartError(say('document.nothing', { from: document.from, why }));
  }
  const types = createTypes(document, Namespace, LEVEL);
  const fields = operations.map((operation) => restField(operation, namespace, types, document));
  const schema = schemaOf(fields, types.sdl());
  if (Buffer.byteLength(schema) > MOST_BYTES) {
    const bytes = Buffer.byteLength(schema);
    throw new StartError(say('document.large-schema', { from: document.from, bytes, most: MOST_BYTES }));
  }
  const server = serverOf(document);
  const { hostname } = new URL(server);
  const shown = fields.find(({ root }) => root === 'Query') ?? fields[0];
  const tried = operations[shown ? fields.indexOf(shown) : 0] ?? first;
  return {
    values: {
      descriptionZh: 'HTTP 服务的封装',
      descriptionEn: JSON.stringify(saidOf(descriptionOf(partOf(document.root.info).title))),
      // An IPv6 address is no host name.
      egressHosts: hostname.startsWith('[') ? '' : hostname,
      serviceUrl: quotable(server),
      trialDocument: shown?.trial.document ?? '',
      trialVariables: quotable(JSON.stringify(shown?.trial.variables ?? {})),
      trialReply: quotable(JSON.stringify(shown?.trial.reply ?? null)),
      trialExpected: quotable(JSON.stringify(shown?.trial.expected ?? null)),
      trialField: shown?.name ?? '',
      trialMethod: tried.method,
      credentials: rowsOf(credentials),
    },
    files: [
      { path: 'schema.graphql', text: schema },
      { path: 'src/operations.ts', text: operationsText({ fields, operations, credentials, unlike: types.unlike() }) },
    ],
    notes: [
      ...notes,
      ...lostReferences(document).map((reference) => say('schema.lost', { reference })),
      ...(server === NO_SERVER ? [say('server.none')] : []),
    ],
  };
}

/** Rows of the README's table. */
const rowsOf = (credentials: Readonly<Record<string, Credential>>): string =>
  Object.values(credentials)
    .map((credential) => `| \`${credential.variable}\` | | ${sentAs(credential)} |\n`)
    .join('');

function sentAs(credential: Credential): string {
  if (credential.kind === 'key') {
    const name = credential.name.replace(/[`|\s]+/g, ' ');
    return credential.in === 'header' ? `sent as the header \`${name}\`` : `sent as \`${name}\` in the query`;
  }
  return credential.kind === 'bearer'
    ? 'sent as `authorization: Bearer …`'
    : '`user:password`, sent as `authorization: Basic …`';
}

function schemaOf(fields: readonly RestField[], types: string): string {
  const roots = (['Query', 'Mutation'] as const).flatMap((root) => {
    const own = fields.filter((field) => field.root === root);
    return own.length > 0 ? [`type ${root} {\n${own.map(({ sdl }) => sdl).join('\n')}\n}`] : [];
  });
  return `${[
    'extend schema',
    '  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])',
    '  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])',
    '',
    'directive @sensitivity(level: String!, basis: String) on FIELD_DEFINITION | OBJECT',
    '',
    [...roots, types].filter(Boolean).join('\n\n'),
  ].join('\n')}\n`;
}

/** Between single quotes of a program. */
const quotable = (text: string): string => text.replace(/[\\']/g, '\\$&').replace(/[\u2028\u2029\r\n]/g, ' ');

/** A description of the length that a manifest's has to have: many services are called by one word. */
function saidOf(title: string): string {
  if (title === '') return 'A service that answers over HTTP';
  return charactersIn(title) < DESCRIPTION_LENGTH.en[0] ? `${title}, a service that answers over HTTP` : title;
}
