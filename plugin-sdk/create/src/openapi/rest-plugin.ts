import { charactersIn, DESCRIPTION_LENGTH, joinTexts, type LocalText, StartError } from '@citygraph/contract';
import type { RenderedFile } from '../render/render-template.ts';
import { say } from '../words.ts';
import { createTypes, type Types } from './create-types.ts';
import { listOf, type OpenApiDocument, partOf, textOf } from './document.ts';
import { descriptionOf } from './graphql-names.ts';
import { type RestOperation, readOperations } from './read-operations.ts';
import { type RestField, restField } from './rest-field.ts';

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
  const { operations, notes } = readOperations(document);
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
    },
    files: [
      { path: 'schema.graphql', text: schema },
      { path: 'src/operations.ts', text: operationsText(fields, operations, types.unlike()) },
    ],
    notes: server === NO_SERVER ? [...notes, say('server.none')] : notes,
  };
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

function operationsText(
  fields: readonly RestField[],
  operations: readonly RestOperation[],
  unlike: ReturnType<Types['unlike']>,
): string {
  const table = Object.fromEntries(
    fields.map(({ root, name, textArguments, answersText }, index) => {
      const { method, path, parameters = [], body, reply } = operations[index] ?? ({} as Partial<RestOperation>);
      const named = (where: string) =>
        Object.fromEntries(
          parameters
            .filter((parameter) => parameter.in === where)
            .map((parameter) => [parameter.argument, parameter.name]),
        );
      return [
        name,
        {
          root,
          method,
          path,
          inPath: named('path'),
          inQuery: named('query'),
          body: body?.argument ?? null,
          answers: reply === null ? 'nothing' : answersText ? 'text' : 'value',
          textArguments,
        },
      ];
    }),
  );
  return [
    "import type { FieldOfType, Operation } from './service.ts';",
    '',
    '/** What each field asks of the service. Arguments are by the name that the service has for them. */',
    `export const OPERATIONS: Readonly<Record<string, Operation>> = ${JSON.stringify(table, null, 2)};`,
    '',
    '/** By type: fields whose name the service spells in a way that GraphQL does not take, or whose value has no type there. */',
    `export const FIELDS: Readonly<Record<string, Readonly<Record<string, FieldOfType>>>> = ${JSON.stringify(unlike, null, 2)};`,
    '',
  ].join('\n');
}

/** Between single quotes of a program. */
const quotable = (text: string): string => text.replace(/[\\']/g, '\\$&').replace(/[\u2028\u2029\r\n]/g, ' ');

const NO_SERVER = 'http://127.0.0.1:8080';

/** Where the service is, its variables at their defaults; relative to where the document came from. */
function serverOf({ root, from }: OpenApiDocument): string {
  const server = partOf(listOf(root.servers)[0]);
  const variables = partOf(server.variables);
  const said = textOf(server.url).replace(/\{([^}]+)\}/g, (_, name: string) => textOf(partOf(variables[name]).default));
  const url = URL.parse(said, /^https?:/i.test(from) ? from : undefined);
  if (!url || !/^https?:$/.test(url.protocol)) return NO_SERVER;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** A description of the length that a manifest's has to have: many services are called by one word. */
function saidOf(title: string): string {
  if (title === '') return 'A service that answers over HTTP';
  return charactersIn(title) < DESCRIPTION_LENGTH.en[0] ? `${title}, a service that answers over HTTP` : title;
}
