import { type DocumentNode, type GraphQLSchema, getNamedType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/** Every `Type.field`, `Type.field(argument:)`, `Input.field` and `Enum.VALUE` that a document names, once each; introspection's own are nobody's. */
export function namedCoordinates(document: DocumentNode, schema: GraphQLSchema): readonly string[] {
  const named = new Set<string>();
  const types = new TypeInfo(schema);
  const fieldAt = (): string | null => {
    const parent = types.getParentType();
    const field = types.getFieldDef();
    return parent && field && !parent.name.startsWith('__') && !field.name.startsWith('__')
      ? `${parent.name}.${field.name}`
      : null;
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const field = fieldAt();
        if (field !== null) named.add(field);
      },
      Argument({ name }) {
        const field = fieldAt();
        // A directive's arguments are no field's.
        if (field !== null && types.getDirective() === null) named.add(`${field}(${name.value}:)`);
      },
      ObjectField({ name }) {
        const input = getNamedType(types.getParentInputType());
        if (input) named.add(`${input.name}.${name.value}`);
      },
      EnumValue({ value }) {
        const type = getNamedType(types.getInputType());
        if (type) named.add(`${type.name}.${value}`);
      },
    }),
  );
  return [...named];
}
