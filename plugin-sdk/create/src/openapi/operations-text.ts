import type { Types } from './create-types.ts';
import type { Credential } from './read-credentials.ts';
import type { RestOperation } from './read-operations.ts';
import type { RestField } from './rest-field.ts';

export interface OperationsTextOptions {
  readonly fields: readonly RestField[];
  /** One for each field. */
  readonly operations: readonly RestOperation[];
  readonly credentials: Readonly<Record<string, Credential>>;
  readonly unlike: ReturnType<Types['unlike']>;
}

/** `src/operations.ts` of a plugin over a service: what the template's code goes by. */
export function operationsText({ fields, operations, credentials, unlike }: OperationsTextOptions): string {
  const table = Object.fromEntries(
    operations.flatMap((operation, index) => {
      const field = fields[index];
      return field ? [[field.name, saidOf(operation, field)]] : [];
    }),
  );
  return [
    "import type { Credential } from './credentials.ts';",
    "import type { FieldOfType, Operation } from './service.ts';",
    '',
    '/** What each field asks of the service. Arguments are by the name that the service has for them. */',
    `export const OPERATIONS: Readonly<Record<string, Operation>> = ${JSON.stringify(table, null, 2)};`,
    '',
    '/** What the service lets this plugin in by; the secrets are in the environment. */',
    `export const CREDENTIALS: Readonly<Record<string, Credential>> = ${JSON.stringify(credentials, null, 2)};`,
    '',
    '/** By type: fields whose name the service spells in a way that GraphQL does not take, or whose value has no type there. */',
    `export const FIELDS: Readonly<Record<string, Readonly<Record<string, FieldOfType>>>> = ${JSON.stringify(unlike, null, 2)};`,
    '',
  ].join('\n');
}

function saidOf({ method, path, parameters, body, reply, credentials }: RestOperation, field: RestField) {
  const placed = (where: string) =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === where)
        .map(({ argument, name, style, explode }) => [argument, { name, style, explode }]),
    );
  return {
    root: field.root,
    method,
    path,
    inPath: placed('path'),
    inQuery: placed('query'),
    body: body?.argument ?? null,
    answers: reply === null ? 'nothing' : field.answersText ? 'text' : 'value',
    textArguments: field.textArguments,
    credentials,
  };
}
