import { Kind, parse, print } from 'graphql';

/** `Type.field` → printed type, `Type.VALUE` → "", for everything a client could see; the composers' own metadata left out. */
export function supergraphCoordinates(supergraphSdl: string): Map<string, string> {
  const coordinates = new Map<string, string>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (!('name' in definition) || !definition.name || /^\w+__/.test(definition.name.value)) continue;
    const type = definition.name.value;
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        for (const field of definition.fields ?? []) coordinates.set(`${type}.${field.name.value}`, print(field.type));
        break;
      case Kind.ENUM_TYPE_DEFINITION:
        for (const value of definition.values ?? []) coordinates.set(`${type}.${value.name.value}`, '');
        break;
      case Kind.UNION_TYPE_DEFINITION:
        for (const member of definition.types ?? []) coordinates.set(`${type}|${member.name.value}`, '');
        break;
      default:
    }
  }
  return coordinates;
}
