import { type DocumentNode, Kind } from 'graphql';

/**
 * An argument that is filled from what is around it (`@fromContext`) would be left out by this engine, and whoever asks could give it themselves. Throws an Error that names the first.
 */
export function assertNoContexts(document: DocumentNode): void {
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      const isFilled = (field.directives ?? []).some(
        ({ name, arguments: list }) =>
          name.value === 'join__field' && list?.some((argument) => argument.name.value === 'contextArguments'),
      );
      if (!isFilled) continue;
      throw new Error(
        `${type.name.value}.${field.name.value} takes an argument from its context (@fromContext), which the engine compiled does not carry out: give the argument a value in the query, or ask for what it needs with @requires.`,
      );
    }
  }
}
