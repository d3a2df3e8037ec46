import { listOf, type OpenApiDocument, type Part, partOf } from './document.ts';
import { descriptionOf, freeName, graphqlName, pascal } from './graphql-names.ts';
import { type Kind, type SchemaPart, schemaPart } from './schema-parts.ts';

export interface OutputField {
  readonly name: string;
  /** As the service calls it. */
  readonly json: string;
  readonly type: string;
  readonly schema: unknown;
  readonly description: string;
}

/** GraphQL types made of a document's schemas, as they are asked for. */
export interface Types {
  /** Nullable at its outermost. */
  output(schema: unknown, hint: string): string;
  input(schema: unknown, hint: string): string;
  /** Of an output type. */
  fieldsOf(type: string): readonly OutputField[] | null;
  /** By type: fields that GraphQL calls otherwise than the service. */
  renamed(): Readonly<Record<string, Readonly<Record<string, string>>>>;
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
      if (kind !== 'object') return scalar(SCALARS[kind] ?? `${prefix}Json`);
      const { name, isNew } = nameFor('output', schema, hint);
      if (!isNew) return name;
      const taken = new Set<string>();
      const fields: OutputField[] = [];
      outputs.set(name, fields);
      for (const [json, property] of Object.entries(partOf(part.properties))) {
        if (partOf(property).writeOnly === true) continue;
        const field = freeName(graphqlName(json), (candidate) => taken.has(candidate));
        taken.add(field);
        const type = types.output(property, `${name.slice(prefix.length)} ${json}`);
        fields.push({
          name: field,
          json,
          type,
          schema: property,
          description: descriptionOf(partOf(property).description),
        });
      }
      if (fields.length === 0) {
        outputs.delete(name);
        definitions.delete(name);
        names.output.set(part, scalar(`${prefix}Json`));
        return `${prefix}Json`;
      }
      const lines = fields.map((field) => `${described(field.description, '  ')}  ${field.name}: ${field.type}`);
      definitions.set(
        name,
        `${described(part.description)}type ${name} @sensitivity(level: "${level}") {\n${lines.join('\n')}\n}`,
      );
      return name;
    },
    input(said, hint) {
      const schema = schemaPart(said, document);
      const { part, kind } = schema;
      if (kind === 'array') return `[${types.input(part.items, hint)}!]`;
      if (kind === 'enum') return enumType(schema, hint);
      const properties = Object.entries(partOf(part.properties)).filter(
        ([, property]) => partOf(property).readOnly !== true,
      );
      const isPlain = properties.length > 0 && properties.every(([json]) => graphqlName(json) === json);
      if (kind !== 'object' || !isPlain) return scalar(SCALARS[kind] ?? `${prefix}Json`);
      const { name, isNew } = nameFor('input', schema, hint);
      if (!isNew) return name;
      const required = new Set(listOf(part.required));
      const lines = properties.map(([json, property]) => {
        const type = types.input(property, `${name.slice(prefix.length)} ${json}`);
        return `${described(descriptionOf(partOf(property).description), '  ')}  ${json}: ${type}${required.has(json) ? '!' : ''}`;
      });
      definitions.set(name, `${described(part.description)}input ${name} {\n${lines.join('\n')}\n}`);
      return name;
    },
    fieldsOf: (type) => outputs.get(type) ?? null,
    renamed: () =>
      Object.fromEntries(
        [...outputs].flatMap(([type, fields]) => {
          const other = fields.filter(({ name, json }) => name !== json).map(({ name, json }) => [name, json]);
          return other.length > 0 ? [[type, Object.fromEntries(other)]] : [];
        }),
      ),
    sdl: () =>
      [...[...scalars].sort().map((name) => `scalar ${name}`), ...[...definitions.values()].filter(Boolean)].join(
        '\n\n',
      ),
  };
  return types;
}

/** A description on a line of its own, or nothing. */
export function described(said: unknown, indent = ''): string {
  const text = descriptionOf(said);
  return text ? `${indent}${JSON.stringify(text)}\n` : '';
}
