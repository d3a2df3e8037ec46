import { PERSON_KEYS, personTypeOf } from '@citygraph/contract';
import { type DocumentNode, type GraphQLSchema, Kind, type VariableDefinitionNode, visit } from 'graphql';
import { openVariables } from './open-variables.ts';
import type { PersonPlaces } from './person-places.ts';
import type { PairwiseTypes } from './read-pairwise.ts';
import { looksSealed } from './sealed-id.ts';
import type { Sealer } from './sealer.ts';

/** People and households as one third party's app knows them. Keys of `@pairwise` types and nothing else are sealed. */
export interface AppIds {
  seal(type: string, key: string): string;
  /**
   * Variables with the ids that the hub gave this app opened where somebody is meant; another app's stay what they are, and name nobody.
   * @throws CityGraphError BAD_USER_INPUT when somebody is named elsewhere, or by an id that the hub gives to no app
   */
  open(variables: Readonly<Record<string, unknown>>, asked: AskedBy): Record<string, unknown>;
  /** A message for the app: whom it names by a department's key, it does not name. What was opened for the app is such a key, whatever it looks like. */
  tell(message: string): string;
}

/** The operation that variables belong to. */
export interface AskedBy {
  readonly schema: GraphQLSchema;
  readonly definitions: readonly VariableDefinitionNode[];
  readonly places: PersonPlaces;
}

/**
 * Not the app's own id of them: whoever could have any key told in words, as a plugin in its errors or a department that repeats what it was sent, would learn for the app which key each of
 * its ids stands for.
 */
const SOMEBODY = 'somebody';

export function appIds(app: string, types: PairwiseTypes, sealer: Sealer): AppIds {
  // No plugin's name has a space: an app never gets a plugin's ids.
  const receiver = `app ${app}`;
  const opened = new Set<string>();
  return {
    seal: (type, key) => sealer.seal(receiver, type, key),
    open: (variables, asked) =>
      openVariables(variables, {
        ...asked,
        open(allowed, sealed) {
          for (const type of allowed) {
            const key = types.has(type) ? sealer.open(receiver, type, sealed) : null;
            if (key === null) continue;
            opened.add(key);
            return key;
          }
          return null;
        },
      }),
    tell: (message) =>
      [...opened].reduce((told, key) => told.replaceAll(key, SOMEBODY), message).replace(PERSON_KEYS, SOMEBODY),
  };
}

/** Does a document name somebody in its own text? Such ids cannot be opened: documents are planned once for all apps. */
export function namesSomebody(document: DocumentNode): boolean {
  let isNamed = false;
  visit(document, {
    [Kind.STRING]({ value }) {
      if (looksSealed(value.trim()) || personTypeOf(value.trim()) !== null) isNamed = true;
    },
  });
  return isNamed;
}
