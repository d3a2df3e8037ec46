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
  readonly notes: readonly string[];
}

export const MOST_OPERATIONS = 100;
const METHODS = ['get', 'post'] as const;
const OTHERS = ['put', 'patch', 'delete'];

/** What of the document becomes fields: GET and POST that take and give JSON. */
export function readOperations(document: OpenApiDocument): ReadOperations {
  const operations: RestOperation[] = [];
  const notes: string[] = [];
  const taken = new Set<string>();
  for (const [path, said] of Object.entries(partOf(document.root.paths))) {
    const item = document.follow(said).part;
    for (const method of OTHERS)
      if (isPart(item[method]))
        notes.push(`${method.toUpperCase()} ${path} is left out: only GET and POST are carried over.`);
    for (const method of METHODS) {
      if (!isPart(item[method])) continue;
      const label = `${method.toUpperCase()} ${path}`;
      const read = readOperation(document, method, path, item, item[method]);
      if (typeof read === 'string') notes.push(`${label} is left out: ${read}.`);
      else if (operations.length >= MOST_OPERATIONS)
        notes.push(`${label} is left out: there are ${MOST_OPERATIONS} before it.`);
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
): RestOperation | string {
  if (!/^\/[^?#\s]*$/.test(path)) return 'its path is none';
  const parameters = parametersOf(document, item, operation);
  const unknown = parameters.find(({ in: where, required }) => required && where !== 'path' && where !== 'query');
  if (unknown) return `it needs ${unknown.name} in the ${unknown.in}, and requests carry nothing of the caller's`;
  const missing = [...path.matchAll(/\{([^}]*)\}/g)].find(
    ([, name]) => !parameters.some((parameter) => parameter.in === 'path' && parameter.name === name),
  );
  if (missing) return `its path has ${missing[0]}, and no parameter says what that is`;
  const reply = replyOf(document, operation);
  if (typeof reply === 'string') return reply;
  const body = bodyOf(document, operation);
  if (typeof body === 'string') return body;
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

function replyOf(document: OpenApiDocument, operation: Part): { readonly schema: unknown } | string {
  const responses = Object.entries(partOf(operation.responses)).filter(
    ([status]) => /^2(\d\d|XX)$/i.test(status) || status === 'default',
  );
  const said = responses.sort(([one], [other]) => (one < other ? -1 : 1))[0]?.[1];
  if (said === undefined) return 'no good answer is described';
  const content = partOf(document.follow(said).part.content);
  if (Object.keys(content).length === 0) return { schema: null };
  const json = jsonOf(content);
  return json ? { schema: json.schema ?? {} } : `it answers ${Object.keys(content)[0]}, not JSON`;
}

function bodyOf(document: OpenApiDocument, operation: Part): RestOperation['body'] | string {
  if (operation.requestBody === undefined) return null;
  const { part } = document.follow(operation.requestBody);
  const json = jsonOf(partOf(part.content));
  if (json) return { argument: 'input', schema: json.schema ?? {}, required: part.required === true };
  return part.required === true
    ? `it takes ${Object.keys(partOf(part.content))[0] ?? 'nothing known'}, not JSON`
    : null;
}

const jsonOf = (content: Part): Part | null => {
  const found = Object.entries(content).find(([type]) =>
    /^(application\/([\w.+-]+\+)?json|\*\/\*)\s*(;|$)/i.test(type),
  )?.[1];
  return isPart(found) ? found : null;
};
