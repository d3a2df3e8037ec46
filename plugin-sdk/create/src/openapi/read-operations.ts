import type { LocalText } from '@citygraph/contract';
import { say } from '../words.ts';
import { isPart, listOf, type OpenApiDocument, type Part, partOf, textOf } from './document.ts';
import { camel, freeName, graphqlName } from './graphql-names.ts';

export interface RestParameter {
  readonly argument: string;
  /** As the service calls it. */
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: unknown;
  readonly description: unknown;
}

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
}

export interface ReadOperations {
  readonly operations: readonly RestOperation[];
  /** What was left out, and why. */
  readonly notes: readonly LocalText[];
}

export const MOST_OPERATIONS = 100;
const METHODS = ['get', 'post'] as const;
const OTHERS = ['put', 'patch', 'delete'];

/** What of the document becomes fields: GET and POST that take and give JSON. */
export function readOperations(document: OpenApiDocument): ReadOperations {
  const operations: RestOperation[] = [];
  const notes: LocalText[] = [];
  const leaveOut = (label: string, why: LocalText) => notes.push(say('operation.left-out', { label, why }));
  const taken = new Set<string>();
  for (const [path, said] of Object.entries(partOf(document.root.paths))) {
    const item = document.follow(said).part;
    for (const method of OTHERS)
      if (isPart(item[method])) leaveOut(`${method.toUpperCase()} ${path}`, say('operation.method'));
    for (const method of METHODS) {
      if (!isPart(item[method])) continue;
      const label = `${method.toUpperCase()} ${path}`;
      const read = readOperation(document, method, path, item, item[method]);
      if ('zh' in read) leaveOut(label, read);
      else if (operations.length >= MOST_OPERATIONS)
        leaveOut(label, say('operation.too-many', { count: MOST_OPERATIONS }));
      else {
        const field = freeName(read.field, (candidate) => taken.has(candidate));
        taken.add(field);
        operations.push({ ...read, field });
      }
    }
  }
  return { operations, notes };
}

function readOperation(
  document: OpenApiDocument,
  method: (typeof METHODS)[number],
  path: string,
  item: Part,
  operation: Part,
): RestOperation | LocalText {
  if (!/^\/[^?#\s]*$/.test(path)) return say('operation.no-path');
  const parameters = parametersOf(document, item, operation);
  const unknown = parameters.find(({ in: where, required }) => required && where !== 'path' && where !== 'query');
  if (unknown) return say('operation.of-caller', { name: unknown.name, place: unknown.in });
  const missing = [...path.matchAll(/\{([^}]*)\}/g)].find(
    ([, name]) => !parameters.some((parameter) => parameter.in === 'path' && parameter.name === name),
  );
  if (missing) return say('operation.no-parameter', { name: missing[0] });
  const reply = replyOf(document, operation);
  if ('zh' in reply) return reply;
  const body = bodyOf(document, operation);
  if (body !== null && 'zh' in body) return body;
  const taken = new Set(body ? ['input'] : []);
  return {
    field: graphqlName(camel(textOf(operation.operationId) || `${method} ${path.replaceAll(/[{}]/g, ' ')}`)),
    method: method === 'get' ? 'GET' : 'POST',
    path,
    description: textOf(operation.summary) || textOf(operation.description),
    parameters: parameters.flatMap((parameter) => {
      if (parameter.in !== 'path' && parameter.in !== 'query') return [];
      const argument = freeName(graphqlName(parameter.name), (candidate) => taken.has(candidate));
      taken.add(argument);
      return [{ ...parameter, in: parameter.in, argument, required: parameter.required || parameter.in === 'path' }];
    }),
    body: method === 'post' ? body : null,
    reply: reply.schema,
  };
}

interface SaidParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: unknown;
  readonly description: unknown;
}

/** Of the path, unless the operation says otherwise. */
function parametersOf(document: OpenApiDocument, item: Part, operation: Part): SaidParameter[] {
  const found = new Map<string, SaidParameter>();
  for (const said of [...listOf(item.parameters), ...listOf(operation.parameters)]) {
    const { part } = document.follow(said);
    const name = textOf(part.name);
    const where = textOf(part.in);
    const content = Object.values(partOf(part.content))[0];
    const schema = part.schema ?? partOf(content).schema ?? {};
    found.set(`${where} ${name}`, {
      name,
      in: where,
      required: part.required === true,
      schema,
      description: part.description,
    });
  }
  return [...found.values()].filter(({ name }) => name !== '');
}

function replyOf(document: OpenApiDocument, operation: Part): { readonly schema: unknown } | LocalText {
  const responses = Object.entries(partOf(operation.responses)).filter(
    ([status]) => /^2(\d\d|XX)$/i.test(status) || status === 'default',
  );
  const said = responses.sort(([one], [other]) => (one < other ? -1 : 1))[0]?.[1];
  if (said === undefined) return say('operation.no-answer');
  const content = partOf(document.follow(said).part.content);
  if (Object.keys(content).length === 0) return { schema: null };
  const json = jsonOf(content);
  return json ? { schema: json.schema ?? {} } : say('operation.no-json', { type: Object.keys(content)[0] ?? '' });
}

function bodyOf(document: OpenApiDocument, operation: Part): RestOperation['body'] | LocalText {
  if (operation.requestBody === undefined) return null;
  const { part } = document.follow(operation.requestBody);
  const json = jsonOf(partOf(part.content));
  if (json) return { argument: 'input', schema: json.schema ?? {}, required: part.required === true };
  if (part.required !== true) return null;
  const [type] = Object.keys(partOf(part.content));
  return type === undefined ? say('operation.no-known-body') : say('operation.no-json-body', { type });
}

const jsonOf = (content: Part): Part | null => {
  const found = Object.entries(content).find(([type]) =>
    /^(application\/([\w.+-]+\+)?json|\*\/\*)\s*(;|$)/i.test(type),
  )?.[1];
  return isPart(found) ? found : null;
};
