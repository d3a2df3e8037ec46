import { CityGraphError, subjectTypeOf } from '@citygraph/contract';
import { type DocumentNode, Kind, visit } from 'graphql';
import type { PairwiseTypes } from './read-pairwise.ts';
import { looksSealed } from './sealed-id.ts';
import type { Sealer } from './sealer.ts';

/** People and households as one third party's app knows them. Keys of `@pairwise` types and nothing else are sealed. */
export interface AppIds {
  seal(type: string, key: string): string;
  /**
   * Variables with the ids that the hub gave this app opened; another app's stay what they are, and name nobody.
   * @throws CityGraphError BAD_USER_INPUT when somebody is named by an id that the hub gives to no app
   */
  open(variables: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown>;
  /** A message for the app: what it says of people, it says by the app's ids. */
  tell(message: string): string;
}

/** Values of variables are read so deep. */
const DEEPEST = 64;
const PERSON = /\b(?:res|hh)_[A-Za-z0-9]+/g;

export function appIds(app: string, types: PairwiseTypes, sealer: Sealer): AppIds {
  // No plugin's name has a space: an app never gets a plugin's ids.
  const receiver = `app ${app}`;
  const opened = (text: string): string => {
    const sealed = text.trim();
    if (looksSealed(sealed)) {
      for (const type of types.keys()) {
        const key = sealer.open(receiver, type, sealed);
        if (key !== null) return key;
      }
      return text;
    }
    if (isPerson(sealed)) throw new CityGraphError('BAD_USER_INPUT', 'people have ids of their own for your app: pw.…');
    return text;
  };
  const openAll = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return opened(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST) throw new CityGraphError('BAD_USER_INPUT', 'it is nested too deeply.');
    if (Array.isArray(value)) return value.map((element) => openAll(element, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, openAll(inner, depth + 1)]));
  };
  return {
    seal: (type, key) => sealer.seal(receiver, type, key),
    open(variables, names) {
      const all: Record<string, unknown> = { ...variables };
      for (const name of names) {
        if (!Object.hasOwn(all, name)) continue;
        try {
          all[name] = openAll(all[name], 0);
        } catch (error) {
          if (!(error instanceof CityGraphError)) throw error;
          throw new CityGraphError(error.code, `Variable "$${name}": ${error.message}`);
        }
      }
      return all;
    },
    tell: (message) =>
      message.replace(PERSON, (key) => {
        const type = subjectTypeOf(key);
        return type === null ? key : sealer.seal(receiver, type, key);
      }),
  };
}

/** Does a document name somebody in its own text? Such ids cannot be opened: documents are planned once for all apps. */
export function namesSomebody(document: DocumentNode): boolean {
  let isNamed = false;
  visit(document, {
    [Kind.STRING]({ value }) {
      if (looksSealed(value.trim()) || isPerson(value.trim())) isNamed = true;
    },
  });
  return isNamed;
}

function isPerson(text: string): boolean {
  const type = subjectTypeOf(text);
  return type === 'Resident' || type === 'Household';
}
