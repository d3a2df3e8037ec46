import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';
import { DANGEROUS_KEYS } from '../../transport/vendor/dangerous-keys.ts';
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
 * planner leaves out a field to which the client gives the name of a key (`id: number`); `__proto__`, `constructor` and `prototype` are taken out of vendors' replies; and
 * `representations` is the planner's own variable. Nor does a name that looks like somebody's key go to any subgraph: clients choose aliases and names of variables, and vendors read them.
 */
export function plannableDocument(document: DocumentNode, names: CollidingNames): PlannableDocument {
  const prefix = unusedPrefix(document, '_own_');
  const hidden = hiddenNames(document, unusedPrefix(document, '_hidden_'));
  const variable = unusedPrefix(document, `${REPRESENTATIONS}_`);
  const ownVariable = (name: string): string => (name === REPRESENTATIONS ? variable : (hidden.get(name) ?? name));
  const collides = (field: string, key: string) =>
    names.required.has(field) || (key !== field && names.joining.has(key)) || DANGEROUS_KEYS.has(key);
  const sourceKey = (field: string, key: string): string => {
    const own = key === field ? key : (hidden.get(key) ?? key);
    return collides(field, key) ? `${prefix}${own}` : own;
  };
  const shown = new Map([...hidden].map(([name, own]) => [own, name]));
  const renamed = visit(document, {
    Field(field): FieldNode | undefined {
      const key = responseKey(field);
      const value = sourceKey(field.name.value, key);
      return value === key ? undefined : { ...field, alias: { kind: Kind.NAME, value } };
    },
    Variable: (node) => {
      const value = ownVariable(node.name.value);
      return value === node.name.value ? undefined : { ...node, name: { ...node.name, value } };
    },
  });
  return {
    document: fillHollowSelections(renamed),
    sourceKey,
    clientKey: (key) => {
      const own = key.startsWith(prefix) ? key.slice(prefix.length) : key;
      return shown.get(own) ?? own;
    },
    variables: (values) => {
      if (hidden.size === 0 && !Object.hasOwn(values, REPRESENTATIONS)) return values;
      return Object.fromEntries(Object.entries(values).map(([name, value]) => [ownVariable(name), value]));
    },
  };
}

/** Holds a person's or a household's key, as the city writes them. */
const LIKE_A_KEY = /(?:res|hh)_[A-Za-z0-9]/;

/** Of aliases and variables that look like somebody's key, names that say nothing. */
function hiddenNames(document: DocumentNode, prefix: string): ReadonlyMap<string, string> {
  const hidden = new Map<string, string>();
  const hide = (name: string): void => {
    if (LIKE_A_KEY.test(name) && !hidden.has(name)) hidden.set(name, `${prefix}${hidden.size}`);
  };
  visit(document, {
    Field: ({ alias }) => alias && hide(alias.value),
    Variable: ({ name }) => hide(name.value),
  });
  return hidden;
}

/** Grown until no name in the document begins with it. */
function unusedPrefix(document: DocumentNode, prefix: string): string {
  const names = new Set<string>();
  visit(document, { Name: ({ value }) => void names.add(value) });
  let free = prefix;
  while ([...names].some((name) => name.startsWith(free))) free = `_${free}`;
  return free;
}
