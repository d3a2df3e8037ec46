import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** Draws a number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

const DIRECTIVES = ['', '', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: $no)', ' @skip(if: $no)'];

/**
 * A valid query over a schema without arguments: aliases, inline and named fragments, open types, `@skip` and
 * `@include`. An alias is made of what it stands for, so that equal keys always mean equal fields.
 */
export function randomQuery(schema: GraphQLSchema, draw: Draw): string {
  const fragments: string[] = [];
  const selections = (type: GraphQLNamedType, depth: number): string => {
    const parts = Array.from({ length: 1 + draw(4) }, () => selection(type, depth));
    return `{ ${parts.join(' ')} }`;
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
    const alias = draw(4) === 0 ? `a_${type.name}_${field.name}: ` : '';
    const below = composite(field) ? ` ${selections(getNamedType(field.type), depth - 1)}` : '';
    return `${alias}${field.name}${directive}${below}`;
  };
  const query = schema.getQueryType();
  const body = query ? selections(query, 4) : '{ __typename }';
  return `query($yes: Boolean!, $no: Boolean!) { always: __typename ...Root @include(if: $yes) ...Root @include(if: $no) } fragment Root on Query ${body} ${fragments.join(' ')}`;
}
