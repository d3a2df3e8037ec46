import { described, type Types } from './create-types.ts';
import type { OpenApiDocument } from './document.ts';
import { exampleOf, SHOWN_WITHIN } from './example-of.ts';
import { descriptionOf } from './graphql-names.ts';
import type { RestOperation } from './read-operations.ts';
import { isPlainInput, schemaPart } from './schema-parts.ts';

/** A field of Query or Mutation, and how it is tried out. */
export interface RestField {
  readonly root: 'Query' | 'Mutation';
  readonly name: string;
  /** In a type. */
  readonly sdl: string;
  /** Arguments that are said as JSON text, because no type fits what the service takes. */
  readonly textArguments: readonly string[];
  /** The service answers with something that has no type: JSON text. */
  readonly answersText: boolean;
  readonly trial: Trial;
}

export interface Trial {
  /** A document that asks for it alone, by variables. */
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the service answers to it, and what then stands under the field. */
  readonly reply: unknown;
  readonly expected: unknown;
}

export function restField(
  operation: RestOperation,
  namespace: string,
  types: Types,
  document: OpenApiDocument,
): RestField {
  const root = operation.method === 'GET' ? 'Query' : 'Mutation';
  const name = `${namespace}_${operation.field}`;
  const args = [
    ...operation.parameters.map(({ argument, schema, required, description }) => ({
      argument,
      schema,
      required,
      description,
    })),
    ...(operation.body ? [{ ...operation.body, description: '' }] : []),
  ].map((arg) => ({
    ...arg,
    isText: !isPlainInput(arg.schema, document),
    type: `${types.input(arg.schema, arg.argument === 'input' ? operation.field : `${operation.field} ${arg.argument}`)}${arg.required ? '!' : ''}`,
  }));
  const type = operation.reply === null ? 'Boolean' : types.output(operation.reply, `${operation.field} result`);
  const answersText = operation.reply !== null && schemaPart(operation.reply, document).kind === 'any';
  const list = args.map(
    ({ argument, type: of, isText, description }) =>
      `${described(isText ? `As JSON text. ${descriptionOf(description)}` : description, '    ')}    ${argument}: ${of}`,
  );
  const sdl = `${described(operation.description, '  ')}  ${name}${list.length > 0 ? `(\n${list.join('\n')}\n  )` : ''}: ${type} @sensitivity(level: "S2")`;

  const asked = args.filter(({ required }) => required);
  const variables = Object.fromEntries(asked.map(({ argument, schema }) => [argument, inputExample(schema, document)]));
  const selection = selectionOf(type, types, 0);
  const heading =
    asked.length > 0 ? `(${asked.map(({ argument, type: of }) => `$${argument}: ${of}`).join(', ')})` : '';
  const call = `${name}${asked.length > 0 ? `(${asked.map(({ argument }) => `${argument}: $${argument}`).join(', ')})` : ''}`;
  const reply = operation.reply === null ? null : exampleOf(operation.reply, document);
  return {
    root,
    name,
    sdl,
    textArguments: args.filter(({ isText }) => isText).map(({ argument }) => argument),
    answersText,
    trial: {
      document: `${root.toLowerCase()} Example${heading} { ${call}${selection} }`,
      variables,
      reply,
      expected: operation.reply === null ? true : answersText ? JSON.stringify(reply) : project(reply, type, types, 0),
    },
  };
}

/** What an input type takes: what only the service says is left out. */
function inputExample(schema: unknown, document: OpenApiDocument): unknown {
  const example = exampleOf(schema, document, 'input');
  return isPlainInput(schema, document) ? example : JSON.stringify(example);
}

const inner = (type: string): string => type.replace(/[[\]!]/g, '');

/** ` { … }` of what is no object, and of objects as deep as an example needs; empty for what is none itself. */
function selectionOf(type: string, types: Types, depth: number): string {
  const fields = types.fieldsOf(inner(type));
  if (!fields) return '';
  return ` { ${selectedOf(type, types, depth)
    .map((field) => `${field.name}${selectionOf(field.type, types, depth + 1)}`)
    .join(' ')} }`;
}

/** Fields that an example asks for; `__typename` where none is a leaf and it is deep enough. */
function selectedOf(type: string, types: Types, depth: number) {
  const fields = types.fieldsOf(inner(type)) ?? [];
  const chosen = fields.filter((field) => types.fieldsOf(inner(field.type)) === null || depth < SHOWN_WITHIN);
  return chosen.length > 0 ? chosen : [{ name: '__typename', json: '__typename', type: 'String', isText: false }];
}

function project(value: unknown, type: string, types: Types, depth: number): unknown {
  const fields = types.fieldsOf(inner(type));
  if (!fields || value === null || value === undefined) return value ?? null;
  if (Array.isArray(value)) return value.map((one) => project(one, type, types, depth));
  const source = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    selectedOf(type, types, depth).map((field) => [
      field.name,
      field.name === '__typename'
        ? inner(type)
        : field.isText
          ? JSON.stringify(source[field.json])
          : project(source[field.json], field.type, types, depth + 1),
    ]),
  );
}
