import { listOf, type OpenApiDocument, type Part, partOf } from './document.ts';
import { descriptionOf, freeName, graphqlName, pascal } from './graphql-names.ts';
import { isPlainInput, type Kind, type SchemaPart, schemaPart, sentProperties } from './schema-parts.ts';

export interface OutputField {
  readonly name: string;
  /** As the service calls it. */
  readonly json: string;
  readonly type: string;
  /** The service answers with something that has no type: it is shown as JSON text, which is all that the hub takes of that kind. */
  readonly isText: boolean;
}

/** GraphQL types made of a document's schemas, as they are asked for. */
export interface Types {
  /** Nullable at its outermost. */
  output(schema: unknown, hint: string): string;
  input(schema: unknown, hint: string): string;
  /** Of an output type. */
  fieldsOf(type: string): readonly OutputField[] | null;
  /** By type: fields that are not answered as the service says them. */
  unlike(): Readonly<Record<string, Readonly<Record<string, { readonly name: string; readonly asText: boolean }>>>>;
  sdl(): string;
}

const SCALARS: Readonly<Partial<Record<Kind, string>>> = {
  string: 'String',
  date: 'Date',
  'date-time': 'DateTime',
  integer: 'Int',
  number: 'Float',
  boolean: 'Boolean',
};

/** Types named `<Prefix>…`. `level` labels each of them: who may see it is not the document's to say. */
export function createTypes(document: OpenApiDocument, prefix: string, level: string): Types {
  const outputs = new Map<string, readonly OutputField[]>();
  const definitions = new Map<string, string>();
  const scalars = new Set<string>();
  const names = { output: new Map<Part, string>(), input: new Map<Part, string>(), enum: new Map<Part, string>() };

  const nameFor = (
    kind: keyof typeof names,
    { part, name }: SchemaPart,
    hint: string,
  ): { name: string; isNew: boolean } => {
    const known = names[kind].get(part);
    if (known) return { name: known, isNew: false };
    const wanted = `${prefix}${pascal(name ?? hint) || 'Value'}${kind === 'input' ? 'Input' : ''}`;
    // A digit after the prefix would be another's namespace.
    const safe = /^\d/.test(wanted.slice(prefix.length)) ? `${prefix}_${wanted.slice(prefix.length)}` : wanted;
    const free = freeName(safe, (candidate) => definitions.has(candidate));
    names[kind].set(part, free);
    definitions.set(free, '');
    return { name: free, isNew: true };
  };
  const scalar = (name: string): string => {
    if (!['String', 'Int', 'Float', 'Boolean'].includes(name)) scalars.add(name);
    return name;
  };
  const enumType = (schema: SchemaPart, hint: string): string => {
    const { name, isNew } = nameFor('enum', schema, hint);
    const values = listOf(schema.part.enum).filter((value) => value !== null);
    if (isNew)
      definitions.set(
        name,
        `${described(schema.part.description)}enum ${name} {\n${values.map((value) => `  ${value}`).join('\n')}\n}`,
      );
    return name;
  };

  const types: Types = {
    output(said, hint) {
      const schema = schemaPart(said, document);
      const { part, kind } = schema;
      if (kind === 'array') return `[${types.output(part.items, hint)}!]`;
      if (kind === 'enum') return enumType(schema, hint);
      if (kind !== 'object') return scalar(SCALARS[kind] ?? 'String');
      const { name, isNew } = nameFor('output', schema, hint);
      if (!isNew) return name;
      const taken = new Set<string>();
      const fields: OutputField[] = [];
      outputs.set(name, fields);
      const lines: string[] = [];
      for (const [json, property] of Object.entries(partOf(part.properties))) {
        if (partOf(property).writeOnly === true) continue;
        const field = freeName(graphqlName(json), (candidate) => taken.has(candidate));
        taken.add(field);
        const isText = schemaPart(property, document).kind === 'any';
        const type = types.output(property, `${name.slice(prefix.length)} ${json}`);
        fields.push({ name: field, json, type, isText });
        lines.push(`${described(textual(property, isText), '  ')}  ${field}: ${type}`);
      }
      // Of nothing but what is only sent.
      if (lines.length === 0) lines.push('  "It says nothing."\n  _: Boolean');
      definitions.set(
        name,
        `${described(part.description)}type ${name} @sensitivity(level: "${level}") {\n${lines.join('\n')}\n}`,
      );
      return name;
    },
    input(said, hint) {
      if (!isPlainInput(said, document)) return 'String';
      const schema = schemaPart(said, document);
      const { part, kind } = schema;
      if (kind === 'array') return `[${types.input(part.items, hint)}!]`;
      if (kind === 'enum') return enumType(schema, hint);
      if (kind !== 'object') return scalar(SCALARS[kind] ?? 'String');
      const { name, isNew } = nameFor('input', schema, hint);
      if (!isNew) return name;
      const required = new Set(listOf(part.required));
      const lines = sentProperties(part).map(([json, property]) => {
        const type = types.input(property, `${name.slice(prefix.length)} ${json}`);
        return `${described(partOf(property).description, '  ')}  ${json}: ${type}${required.has(json) ? '!' : ''}`;
      });
      definitions.set(name, `${described(part.description)}input ${name} {\n${lines.join('\n')}\n}`);
      return name;
    },
    fieldsOf: (type) => outputs.get(type) ?? null,
    unlike: () =>
      Object.fromEntries(
        [...outputs].flatMap(([type, fields]) => {
          const other = fields.filter(({ name, json, isText }) => name !== json || isText);
          const said = other.map(({ name, json, isText }) => [name, { name: json, asText: isText }]);
          return said.length > 0 ? [[type, Object.fromEntries(said)]] : [];
        }),
      ),
    sdl: () =>
      [...[...scalars].sort().map((name) => `scalar ${name}`), ...[...definitions.values()].filter(Boolean)].join(
        '\n\n',
      ),
  };
  return types;
}

const textual = (property: unknown, isText: boolean): string =>
  [isText ? 'As JSON text.' : '', descriptionOf(partOf(property).description)].filter(Boolean).join(' ');

/** A description on a line of its own, or nothing. */
export function described(said: unknown, indent = ''): string {
  const text = descriptionOf(said);
  return text ? `${indent}${JSON.stringify(text)}\n` : '';
}
