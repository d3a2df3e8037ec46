import { Kind, parse } from 'graphql';

/** What a document of SDL defines that clients can name: fields, their arguments, values of enums, input fields. */
export function coordinatesOf(sdl: string): Set<string> {
  const found = new Set<string>();
  for (const node of parse(sdl, { noLocation: true }).definitions) {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        for (const field of node.fields ?? []) {
          const coordinate = `${node.name.value}.${field.name.value}`;
          found.add(coordinate);
          for (const argument of field.arguments ?? []) found.add(`${coordinate}(${argument.name.value}:)`);
        }
        break;
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        for (const value of node.values ?? []) found.add(`${node.name.value}.${value.name.value}`);
        break;
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_EXTENSION:
        for (const field of node.fields ?? []) found.add(`${node.name.value}.${field.name.value}`);
    }
  }
  return found;
}
