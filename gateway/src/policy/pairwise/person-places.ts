import {
  type ASTNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { PairwiseTypes } from './read-pairwise.ts';

/** Whose ids may stand somewhere in what a client sends. */
export interface Place {
  /** `@pairwise` types; none: no id of a person belongs there. */
  readonly types: readonly string[];
  /** For people: `Mutation.bookAppointment(residentId:)`. */
  readonly where: string;
}

export interface PersonPlaces {
  /** Of a variable: where all that it stands in agree. */
  ofVariable(name: string): Place;
  /** Of a field of an input type. */
  ofInput(type: string, field: string, fieldType: GraphQLInputType): Place;
}

export interface PlacesOptions {
  readonly schema: GraphQLSchema;
  readonly pairwise: PairwiseTypes;
  /** Arguments that hold people by a plugin's contract: `Query.iov_vehicles(holder:)` → `Resident`. */
  readonly contracted: ReadonlyMap<string, string>;
}

/** The word of the graph for whoever's data it is. */
const ANYBODY = 'subject';

/**
 * An id that is opened wherever it is sent comes back as the department's own key wherever a department gives back what it was sent: as the name of a product, the tag of an
 * animal. So it is opened only where somebody is meant: in an `ID` that is named for a type (`residentId`, `cardId` of a `CitizenCard`), is the key by which a field finds one
 * (`resident(id:)`) or is called `subject`, and in what a plugin's contract says holds people (ADR 52).
 */
export function personPlaces(document: DocumentNode, { schema, pairwise, contracted }: PlacesOptions): PersonPlaces {
  const named = (name: string): string[] =>
    name === ANYBODY
      ? [...pairwise.keys()]
      : [...pairwise].flatMap(([type, keys]) => ([...keys].some((key) => isNamedFor(name, type, key)) ? type : []));
  const ofInput: PersonPlaces['ofInput'] = (type, field, fieldType) => ({
    types: isId(fieldType) ? named(field) : [],
    where: `${type}.${field}`,
  });

  const variables = new Map<string, Place>();
  const note = (value: ValueNode, place: Place, type: GraphQLInputType | null): void => {
    if (value.kind === Kind.VARIABLE) {
      const { value: name } = value.name;
      const known = variables.get(name);
      variables.set(name, known ? both(known, place) : place);
    } else if (value.kind === Kind.LIST) {
      for (const element of value.values) note(element, place, type && elementOf(type));
    } else if (value.kind === Kind.OBJECT) {
      const input = type && getNamedType(type);
      for (const { name, value: inner } of value.fields) {
        const field = isInputObjectType(input) ? input.getFields()[name.value] : undefined;
        if (isInputObjectType(input) && field) note(inner, ofInput(input.name, name.value, field.type), field.type);
        else note(inner, { types: [], where: `${place.where} ${name.value}` }, null);
      }
    }
  };
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      enter(node: ASTNode) {
        if (node.kind === Kind.FIELD) {
          const field = typeInfo.getFieldDef();
          const coordinate = `${typeInfo.getParentType()?.name}.${node.name.value}`;
          for (const { name, value } of node.arguments ?? []) {
            const argument = field?.args.find((candidate) => candidate.name === name.value);
            const where = `${coordinate}(${name.value}:)`;
            const held = contracted.get(where);
            const found = field ? getNamedType(field.type).name : '';
            const finds = pairwise.get(found)?.has(name.value) ? [found] : [];
            const ofId = argument && isId(argument.type) ? [...new Set([...finds, ...named(name.value)])] : [];
            note(value, { types: held === undefined ? ofId : [held], where }, argument?.type ?? null);
          }
        } else if (node.kind === Kind.DIRECTIVE) {
          for (const { name, value } of node.arguments ?? []) {
            note(value, { types: [], where: `@${node.name.value}(${name.value}:)` }, null);
          }
        }
      },
    }),
  );
  return { ofVariable: (name) => variables.get(name) ?? { types: [], where: `$${name}` }, ofInput };
}

/** What stands in two places is for whoever may stand in both; the one that allows nobody is what is said. */
function both(one: Place, other: Place): Place {
  const types = one.types.filter((type) => other.types.includes(type));
  return { types, where: one.types.length === 0 ? one.where : other.where };
}

/** `residentId`, `applicantResidentId`, `residentIds`; `cardId` of a `CitizenCard`. */
function isNamedFor(name: string, type: string, key: string): boolean {
  const word = /[A-Z][a-z0-9]*$/.exec(type)?.[0] ?? type;
  const end = `${word}${key[0]?.toUpperCase()}${key.slice(1)}`;
  const singular = name.endsWith('s') && !end.endsWith('s') ? name.slice(0, -1) : name;
  return singular.endsWith(end) || singular === `${end[0]?.toLowerCase()}${end.slice(1)}`;
}

const isId = (type: GraphQLInputType): boolean => getNamedType(type).name === 'ID';

/** A list that is written as one value is a list of it. */
function elementOf(type: GraphQLInputType): GraphQLInputType {
  const inner = isNonNullType(type) ? type.ofType : type;
  return isListType(inner) ? inner.ofType : inner;
}
