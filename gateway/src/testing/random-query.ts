import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Draws a number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

const DIRECTIVES = ['', '', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: $no)', ' @skip(if: $no)'];

/** Variables that stand for arguments, by the arguments' types. */
const VARIABLES = new Map([
  ['Int', 'count'],
  ['String', 'text'],
  ['ID', 'key'],
]);
const DECLARED: Readonly<Record<string, string>> = { count: 'Int! = 2', text: 'String!', key: 'ID! = "k1"' };

/**
 * A valid query over a schema whose arguments are scalars and enums: aliases, inline and named fragments, open types, `@skip` and
 * `@include`; with `names` every open type is asked for its name. An alias is made of what it stands for, so that equal keys always mean equal fields.
 */
export function randomQuery(schema: GraphQLSchema, draw: Draw, { names = false } = {}): string {
  const fragments: string[] = [];
  const selections = (type: GraphQLNamedType, depth: number): string => {
    const parts = Array.from({ length: 1 + draw(4) }, () => selection(type, depth));
    return `{ ${names && isAbstractType(type) ? '__typename ' : ''}${parts.join(' ')} }`;
  };
  const selection = (type: GraphQLNamedType, depth: number): string => {
    const directive = DIRECTIVES[draw(DIRECTIVES.length)] ?? '';
    const kind = draw(10);
    if (depth > 0 && kind < 3) {
      const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
      const on = kind === 0 ? type : (possible[draw(possible.length)] ?? type);
      if (kind < 2) return `... on ${on.name}${directive} ${selections(on, depth - 1)}`;
      fragments.push(`fragment F${fragments.length} on ${on.name} PLACE${fragments.length}`);
      const index = fragments.length - 1;
      const body = selections(on, depth - 1);
      fragments[index] = `fragment F${index} on ${on.name} ${body}`;
      return `...F${index}${directive}`;
    }
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const composite = ({ type: returned }: { type: unknown }) =>
      isObjectType(getNamedType(returned as never)) || isAbstractType(getNamedType(returned as never));
    const choice = depth > 0 ? fields : fields.filter((field) => !composite(field));
    const field = choice[draw(choice.length)];
    if (!field) return '__typename';
    const given = argumentsFor(field);
    const alias = given || draw(4) === 0 ? `a_${type.name}_${field.name}${given.replace(/\W+/g, '_')}: ` : '';
    const below = composite(field) ? ` ${selections(getNamedType(field.type), depth - 1)}` : '';
    return `${alias}${field.name}${given}${directive}${below}`;
  };
  const argumentsFor = ({ args }: GraphQLField<unknown, unknown>): string => {
    const given = args
      .filter((argument) => isRequiredArgument(argument) || draw(2) === 0)
      .map(({ name, type }) => `${name}: ${argumentOf(type)}`);
    return given.length > 0 ? `(${given.join(', ')})` : '';
  };
  const argumentOf = (type: GraphQLInputType): string => {
    const named = getNamedType(type);
    if (isEnumType(named)) return named.getValues()[draw(named.getValues().length)]?.name ?? '';
    const variable = VARIABLES.get(String(type).replace(/!$/, ''));
    if (variable && draw(2) === 0) {
      variables.add(variable);
      return `$${variable}`;
    }
    if (named.name === 'Int' || named.name === 'Float') return String(draw(5));
    return named.name === 'Boolean' ? String(draw(2) === 0) : `"v${draw(3)}"`;
  };
  const variables = new Set<string>();
  const query = schema.getQueryType();
  const body = query ? selections(query, 4) : '{ __typename }';
  const declared = [...variables].map((name) => `, $${name}: ${DECLARED[name]}`).join('');
  return `query($yes: Boolean!, $no: Boolean!${declared}) { always: __typename ...Root @include(if: $yes) ...Root @include(if: $no) } fragment Root on Query ${body} ${fragments.join(' ')}`;
}
