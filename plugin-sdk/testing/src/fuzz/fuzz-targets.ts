import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  parse,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import { argumentsText } from './argument-text.ts';

/** An entity that a plugin answers about. */
export interface FuzzTarget {
  readonly type: string;
  /** The first key by which the plugin is asked, with the names of the fields' types. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
  /** What it is asked for: all that it adds, with made-up arguments where it needs some. */
  readonly selection: string;
}

/** @param schema of the plugin, executable @param sdl of the plugin, as it is published */
export function fuzzTargets(schema: GraphQLSchema, sdl: string): FuzzTarget[] {
  const own = new Map<string, (TypeDefinitionNode | TypeExtensionNode)[]>();
  for (const definition of parse(sdl).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    own.set(definition.name.value, [...(own.get(definition.name.value) ?? []), definition]);
  }
  return [...own].flatMap(([name, definitions]) => {
    const type = schema.getType(name);
    const key = definitions.flatMap(keyOf)[0];
    if (!isObjectType(type) || !key) return [];
    const external = new Set(definitions.flatMap(externalFields));
    const selection = selectionOf(type, (field) => key.includes(field) || external.has(field), LEVELS);
    const fields = key.flatMap((field) => {
      const found = type.getFields()[field];
      return found ? { name: field, type: getNamedType(found.type).name } : [];
    });
    return selection === '' || fields.length < key.length ? [] : { type: name, key: fields, selection };
  });
}

/** Objects within each other that are asked for. */
const LEVELS = 3;

function keyOf({ directives = [] }: TypeDefinitionNode | TypeExtensionNode): string[][] {
  return directives.flatMap(({ name, arguments: given = [] }) => {
    const argument = (named: string) => given.find((one) => one.name.value === named)?.value;
    const [fields, resolvable] = [argument('fields'), argument('resolvable')];
    const isAsked = resolvable?.kind !== Kind.BOOLEAN || resolvable.value;
    const isFlat = fields?.kind === Kind.STRING && /^[\w\s,]+$/.test(fields.value);
    return name.value === 'key' && isAsked && isFlat ? [fields.value.split(/[\s,]+/).filter(Boolean)] : [];
  });
}

function externalFields(definition: TypeDefinitionNode | TypeExtensionNode): string[] {
  if (!('fields' in definition)) return [];
  return (definition.fields ?? []).flatMap(({ name, directives = [] }) =>
    directives.some((one) => one.name.value === 'external') ? name.value : [],
  );
}

function selectionOf(type: GraphQLObjectType, isLeftOut: (field: string) => boolean, levels: number): string {
  return Object.values(type.getFields())
    .filter(({ name }) => !isLeftOut(name))
    .map(({ name, args, type: of }) => `${name}${argumentsText(type.name, name, args)}${below(of, levels)}`)
    .join(' ');
}

function below(of: GraphQLOutputType, levels: number): string {
  const type = getNamedType(of);
  if (!isCompositeType(type)) return '';
  const inner = isObjectType(type) && levels > 1 ? selectionOf(type, () => false, levels - 1) : '';
  return inner === '' ? ' { __typename }' : ` { ${inner} }`;
}
