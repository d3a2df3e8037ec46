import type { LocalText } from '@citygraph/contract';
import { say } from '../words.ts';
import { isPart, type OpenApiDocument, type Part, partOf, textOf } from './document.ts';
import { camel, freeName, graphqlName } from './graphql-names.ts';
import { JSON_TYPE } from './media-types.ts';
import { type Credential, type Credentials, readCredentials } from './read-credentials.ts';
import { type RestParameter, readParameters, saidParameters } from './read-parameters.ts';
import { serverOf } from './server-of.ts';

/** One GET or POST of the service. */
export interface RestOperation {
  /** Field on Query or Mutation, without the namespace. */
  readonly field: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly description: string;
  readonly parameters: readonly RestParameter[];
  readonly body: { readonly argument: string; readonly schema: unknown; readonly required: boolean } | null;
  /** Schema of a good answer; null: it says nothing. */
  readonly reply: unknown;
  /** Names of those that it is asked with. */
  readonly credentials: readonly string[];
}

export interface ReadOperations {
  readonly operations: readonly RestOperation[];
  readonly credentials: Readonly<Record<string, Credential>>;
  /** What was left out, and why. */
  readonly notes: readonly LocalText[];
}

export const MOST_OPERATIONS = 100;
const METHODS = ['get', 'post'] as const;
const OTHERS = ['put', 'patch', 'delete', 'head', 'options', 'trace', 'query'];

/** What of the document becomes fields: GET and POST that take and give JSON. */
export function readOperations(document: OpenApiDocument): ReadOperations {
  const operations: RestOperation[] = [];
  const notes: LocalText[] = [];
  const credentials = readCredentials(document);
  const leaveOut = (label: string, why: LocalText) => notes.push(say('operation.left-out', { label, why }));
  const taken = new Set<string>();
  for (const [path, said] of Object.entries(partOf(document.root.paths))) {
    const { part: item, lost } = document.follow(said);
    if (lost !== null) leaveOut(path, say('operation.lost', { reference: lost }));
    for (const method of OTHERS)
      if (isPart(item[method])) leaveOut(`${method.toUpperCase()} ${path}`, say('operation.method'));
    for (const method of METHODS) {
      const operation = item[method];
      if (!isPart(operation)) continue;
      const label = `${method.toUpperCase()} ${path}`;
      if (operations.length >= MOST_OPERATIONS) {
        leaveOut(label, say('operation.too-many', { count: MOST_OPERATIONS }));
        continue;
      }
      const partly: LocalText[] = [];
      const leftOut = (name: string, why: LocalText) => partly.push(say('parameter.left-out', { name, label, why }));
      const read = readOperation({ document, credentials, method, path, item, operation, leftOut });
      if ('zh' in read) leaveOut(label, read);
      else {
        const field = freeName(read.field, (candidate) => taken.has(candidate));
        taken.add(field);
        operations.push({ ...read, field });
        notes.push(...partly);
      }
    }
  }
  const asked = new Set(operations.flatMap((operation) => operation.credentials));
  return {
    operations,
    credentials: Object.fromEntries(Object.entries(credentials.all).filter(([name]) => asked.has(name))),
    notes: [...notes, ...credentials.notes()],
  };
}

interface SaidOperation {
  readonly document: OpenApiDocument;
  readonly credentials: Credentials;
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly item: Part;
  readonly operation: Part;
  /** Told of what is optional, and cannot be sent. */
  readonly leftOut: (name: string, why: LocalText) => void;
}

function readOperation(said: SaidOperation): RestOperation | LocalText {
  const { document, credentials, method, path, item, operation, leftOut } = said;
  if (!/^\/[^?#\s]*$/.test(path)) return say('operation.no-path');
  const servers = operation.servers ?? item.servers;
  const elsewhere = servers === undefined ? null : serverOf(document, servers);
  if (elsewhere !== null && elsewhere !== serverOf(document)) return say('operation.elsewhere', { server: elsewhere });
  const reply = replyOf(document, operation);
  if ('zh' in reply) return reply;
  // RFC 9110 §9.3.1: what a GET brings means nothing.
  const body = method === 'post' ? bodyOf(document, operation, leftOut) : null;
  if (body !== null && 'zh' in body) return body;
  const parameters = readParameters(document, {
    path,
    said: saidParameters(item, operation),
    taken: body ? [body.argument] : [],
    ours: credentials.placesOf(operation),
    leftOut,
  });
  if ('zh' in parameters) return parameters;
  return {
    field: graphqlName(camel(textOf(operation.operationId) || `${method} ${path.replaceAll(/[{}]/g, ' ')}`)),
    method: method === 'get' ? 'GET' : 'POST',
    path,
    description: textOf(operation.summary) || textOf(operation.description),
    parameters,
    body,
    reply: reply.schema,
    credentials: credentials.of(operation),
  };
}

function replyOf(document: OpenApiDocument, operation: Part): { readonly schema: unknown } | LocalText {
  const responses = Object.entries(partOf(operation.responses)).filter(
    ([status]) => /^2(\d\d|XX)$/i.test(status) || status === 'default',
  );
  const said = responses.sort(([one], [other]) => (one < other ? -1 : 1))[0]?.[1];
  if (said === undefined) return say('operation.no-answer');
  const { part, lost } = document.follow(said);
  if (lost !== null) return say('operation.lost', { reference: lost });
  const content = partOf(part.content);
  if (Object.keys(content).length === 0) return { schema: null };
  const json = jsonOf(content);
  return json ? { schema: json.schema ?? {} } : say('operation.no-json', { type: Object.keys(content)[0] ?? '' });
}

function bodyOf(
  document: OpenApiDocument,
  operation: Part,
  leftOut: SaidOperation['leftOut'],
): RestOperation['body'] | LocalText {
  if (operation.requestBody === undefined) return null;
  const { part, lost } = document.follow(operation.requestBody);
  if (lost !== null) return say('operation.lost', { reference: lost });
  const json = jsonOf(partOf(part.content));
  if (json) return { argument: 'input', schema: json.schema ?? {}, required: part.required === true };
  const [type] = Object.keys(partOf(part.content));
  const why = type === undefined ? say('operation.no-known-body') : say('operation.no-json-body', { type });
  if (part.required === true) return why;
  leftOut('requestBody', why);
  return null;
}

const jsonOf = (content: Part): Part | null => {
  const found = Object.entries(content).find(([type]) => JSON_TYPE.test(type))?.[1];
  return isPart(found) ? found : null;
};
