import type { DocumentNode, SelectionSetNode } from 'graphql';

/** Where an answer is not what was asked for: `plugin.publisher`; null: it is. Values of scalars are not looked at. */
export function strangeAnswer(document: DocumentNode, data: unknown): string | null {
  for (const definition of document.definitions) {
    if (definition.kind !== 'OperationDefinition') continue;
    return data === null || Array.isArray(data) ? 'data' : lacks(definition.selectionSet, data, '');
  }
  return null;
}

function lacks(selections: SelectionSetNode, value: unknown, path: string): string | null {
  if (value === null) return null;
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const found = lacks(selections, element, `${path}[${index}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof value !== 'object') return path;
  for (const selection of selections.selections) {
    if (selection.kind !== 'Field') continue;
    const key = selection.alias?.value ?? selection.name.value;
    const at = path === '' ? key : `${path}.${key}`;
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (inner === undefined) return at;
    const found = selection.selectionSet ? lacks(selection.selectionSet, inner, at) : null;
    if (found !== null) return found;
  }
  return null;
}
