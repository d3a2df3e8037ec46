import { CityGraphError, personTypeOf } from '@citygraph/contract';
import {
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { PersonPlaces, Place } from './person-places.ts';
import { looksSealed } from './sealed-id.ts';

export interface OpenOptions {
  readonly schema: GraphQLSchema;
  readonly definitions: readonly VariableDefinitionNode[];
  readonly places: PersonPlaces;
  /** The key of one of these types; null: it is nobody's. */
  readonly open: (types: readonly string[], sealed: string) => string | null;
}

/** Values of scalars that hold objects are read so deep. */
const DEEPEST = 64;

/**
 * Variables with ids opened where somebody is meant. They fit the operation already.
 * @throws CityGraphError BAD_USER_INPUT when an id stands where nobody is meant, or is no id of the app's
 */
export function openVariables(
  variables: Readonly<Record<string, unknown>>,
  { schema, definitions, places, open }: OpenOptions,
): Record<string, unknown> {
  const openedText = (text: string, { types, where }: Place): string => {
    const plain = text.trim();
    if (looksSealed(plain)) {
      if (types.length === 0) throw new CityGraphError('BAD_USER_INPUT', misplaced(where));
      return open(types, plain) ?? text;
    }
    if (personTypeOf(plain) !== null) throw new CityGraphError('BAD_USER_INPUT', NOT_THE_APPS);
    return text;
  };
  /** `type` null: a scalar's own business. */
  const opened = (value: unknown, place: Place, type: GraphQLInputType | null, depth: number): unknown => {
    if (typeof value === 'string') return openedText(value, place);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST) throw new CityGraphError('BAD_USER_INPUT', 'it is nested too deeply.');
    const plain = type && isNonNullType(type) ? type.ofType : type;
    if (Array.isArray(value)) {
      const element = isListType(plain) ? plain.ofType : null;
      return value.map((one) => opened(one, place, element, depth + 1));
    }
    const input = isListType(plain) ? named(plain) : plain;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const field = isInputObjectType(input) ? input.getFields()[name] : undefined;
        if (isInputObjectType(input) && field) {
          return [name, opened(inner, places.ofInput(input.name, name, field.type), field.type, depth + 1)];
        }
        return [name, opened(inner, { types: [], where: place.where }, null, depth + 1)];
      }),
    );
  };

  const all: Record<string, unknown> = { ...variables };
  for (const { variable, type } of definitions) {
    const name = variable.name.value;
    if (!Object.hasOwn(all, name)) continue;
    try {
      all[name] = opened(all[name], places.ofVariable(name), inputType(schema, type), 0);
    } catch (error) {
      if (!(error instanceof CityGraphError)) throw error;
      throw new CityGraphError(error.code, `Variable "$${name}": ${error.message}`);
    }
  }
  return all;
}

const NOT_THE_APPS = 'people have ids of their own for your app: pw.…';

const misplaced = (where: string): string =>
  `your app’s id of a person is taken where somebody is meant, as in residentId, and ${where} is for something else: leave it out there.`;

/** One value may stand for a list of it, at any depth. */
function named(type: GraphQLInputType): GraphQLInputType {
  return isListType(type) || isNonNullType(type) ? named(type.ofType) : type;
}

function inputType(schema: GraphQLSchema, node: VariableDefinitionNode['type']): GraphQLInputType | null {
  return (typeFromAST(schema, node as Parameters<typeof typeFromAST>[1]) as GraphQLInputType | undefined) ?? null;
}
