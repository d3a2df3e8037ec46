import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';
import { fillHollowSelections } from '../fill-hollow-selections.ts';
import { responseKey } from './subfetch.ts';

/** A document as the planner gets it, and what it calls things there. */
export interface PlannableDocument {
  readonly document: DocumentNode;
  /** The response key that the planned document uses for a client's. */
  readonly sourceKey: (field: string, responseKey: string) => string;
  /** Back again, for error paths. */
  readonly clientKey: (sourceKey: string) => string;
  /** The client's variables under the names that the planned document has for them. */
  readonly variables: (values: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** The planner's own variable. */
const REPRESENTATIONS = 'representations';

/** Names of a supergraph that the planner uses in queries besides the client. */
export interface CollidingNames {
  /** Fields that some `@requires` asks for with arguments. */
  readonly required: ReadonlySet<string>;
  /** Fields of keys and of what is required. */
  readonly joining: ReadonlySet<string>;
}

/**
 * Renames what would collide. A field with arguments that some `@requires` also asks for, with arguments of its own, must not be merged with it; the
 * planner leaves out a field to which the client gives the name of a key (`id: number`); `__proto__` is no key of a plain object; and
 * `representations` is the planner's own variable.
 */
export function plannableDocument(document: DocumentNode, names: CollidingNames): PlannableDocument {
  const prefix = unusedPrefix(document, '_own_');
  const variable = unusedPrefix(document, `${REPRESENTATIONS}_`);
  const isRenamed = (field: string, key: string) =>
    names.required.has(field) || (key !== field && names.joining.has(key)) || key === '__proto__';
  const renamed = visit(document, {
    Field(field): FieldNode | undefined {
      const key = responseKey(field);
      if (!isRenamed(field.name.value, key)) return undefined;
      return { ...field, alias: { kind: Kind.NAME, value: `${prefix}${key}` } };
    },
    Variable: (node) =>
      node.name.value === REPRESENTATIONS ? { ...node, name: { ...node.name, value: variable } } : undefined,
  });
  return {
    document: fillHollowSelections(renamed),
    sourceKey: (field, key) => (isRenamed(field, key) ? `${prefix}${key}` : key),
    clientKey: (key) => (key.startsWith(prefix) ? key.slice(prefix.length) : key),
    variables: (values) =>
      Object.hasOwn(values, REPRESENTATIONS) ? { ...values, [variable]: values[REPRESENTATIONS] } : values,
  };
}

/** Grown until no name in the document begins with it. */
function unusedPrefix(document: DocumentNode, prefix: string): string {
  const names = new Set<string>();
  visit(document, { Name: ({ value }) => void names.add(value) });
  let free = prefix;
  while ([...names].some((name) => name.startsWith(free))) free = `_${free}`;
  return free;
}
