import type { LocalText } from '@citygraph/contract';
import { say } from '../words.ts';
import { isPart, listOf, type OpenApiDocument, type Part, partOf, textOf } from './document.ts';

/** What the template's `credentials.ts` knows how to show; the secret is in a variable of the environment. */
export type Credential =
  | { readonly kind: 'bearer' | 'basic'; readonly variable: string }
  | { readonly kind: 'key'; readonly in: 'header' | 'query'; readonly name: string; readonly variable: string };

export interface Credentials {
  /** By the name of the security scheme. */
  readonly all: Readonly<Record<string, Credential>>;
  /** Names of those that an operation is asked with. */
  of(operation: Part): readonly string[];
  /** Where they stand for what the document may say again as parameters: `header x-api-key`. */
  placesOf(operation: Part): ReadonlySet<string>;
  /** What is not sent, or not renewed, once for each scheme that an operation asked so far wants. */
  notes(): readonly LocalText[];
}

/** A service whose document says nothing of who may ask: a token may be given all the same. */
const USUAL: Readonly<Record<string, Credential>> = { token: { kind: 'bearer', variable: 'SERVICE_TOKEN' } };
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The document's security schemes: which this plugin can show, and which each operation wants. */
export function readCredentials(document: OpenApiDocument): Credentials {
  const schemes = Object.entries(partOf(partOf(document.root.components).securitySchemes)).map(
    ([name, said]) => [name, document.follow(said).part] as const,
  );
  if (schemes.length === 0)
    return { all: USUAL, of: () => Object.keys(USUAL), placesOf: () => new Set(), notes: () => [] };
  const kinds = schemes.map(([name, scheme]) => [name, kindOf(scheme)] as const);
  const all: Record<string, Credential> = {};
  for (const [name, kind] of kinds) if (kind) all[name] = { ...kind, variable: variableOf(name, kind, kinds) };
  const wanted = new Set<string>();
  const usual =
    document.root.security ?? (saysNothing(document) ? [{ [kinds.find(([, kind]) => kind)?.[0] ?? '']: [] }] : []);
  /** The first choice that can be shown whole, or else the first. */
  const chosenFor = (operation: Part): readonly string[] => {
    const choices = listOf(operation.security ?? usual)
      .map((choice) => Object.keys(partOf(choice)).filter(Boolean))
      .filter((names) => names.length > 0);
    return choices.find((names) => names.every((name) => Object.hasOwn(all, name))) ?? choices[0] ?? [];
  };
  return {
    all,
    of(operation) {
      const chosen = chosenFor(operation);
      for (const name of chosen) wanted.add(name);
      return chosen.filter((name) => Object.hasOwn(all, name));
    },
    placesOf: (operation) =>
      new Set(
        chosenFor(operation).flatMap((name) => {
          const credential = all[name];
          if (credential?.kind !== 'key') return [];
          const isHeader = credential.in === 'header';
          return [`${credential.in} ${isHeader ? credential.name.toLowerCase() : credential.name}`];
        }),
      ),
    notes: () =>
      [...wanted].flatMap((name) => {
        const scheme = schemes.find(([known]) => known === name)?.[1];
        const variable = all[name]?.variable;
        if (variable === undefined) return [say('security.left-out', { name, type: scheme ? typeOf(scheme) : '?' })];
        return /^(oauth2|openIdConnect)$/.test(textOf(scheme?.type))
          ? [say('security.by-hand', { name, variable })]
          : [];
      }),
  };
}

/** It declares how it is asked, and forgets to say where. */
const saysNothing = ({ root, follow }: OpenApiDocument): boolean =>
  Object.values(partOf(root.paths)).every((said) =>
    Object.values(follow(said).part).every((operation) => !isPart(operation) || operation.security === undefined),
  );

type Kind =
  | { readonly kind: 'bearer' | 'basic' }
  | { readonly kind: 'key'; readonly in: 'header' | 'query'; readonly name: string };

function kindOf(scheme: Part): Kind | null {
  const type = textOf(scheme.type);
  const by = textOf(scheme.scheme).toLowerCase();
  const name = textOf(scheme.name);
  if (type === 'http' && (by === 'bearer' || by === 'basic')) return { kind: by };
  // RFC 6750: whatever gave the token, it is shown as one.
  if (type === 'oauth2' || type === 'openIdConnect') return { kind: 'bearer' };
  if (type !== 'apiKey' || name === '') return null;
  if (scheme.in === 'header') return TOKEN.test(name) ? { kind: 'key', in: 'header', name } : null;
  return scheme.in === 'query' ? { kind: 'key', in: 'query', name } : null;
}

const VARIABLES: Readonly<Record<Kind['kind'], string>> = {
  bearer: 'SERVICE_TOKEN',
  basic: 'SERVICE_LOGIN',
  key: 'SERVICE_API_KEY',
};

/** One of its kind needs no name; of several each has its own. */
function variableOf(name: string, { kind }: Kind, kinds: readonly (readonly [string, Kind | null])[]): string {
  const alike = kinds.filter(([, other]) => other?.kind === kind);
  if (alike.length === 1) return VARIABLES[kind];
  const word = (text: string) =>
    text
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_|_$/g, '')
      .toUpperCase();
  // Two that are spelled alike in capitals, and what has no letters of ASCII, are told apart by their place.
  const isAlone = word(name) !== '' && alike.filter(([other]) => word(other) === word(name)).length === 1;
  return `${VARIABLES[kind]}_${isAlone ? word(name) : alike.findIndex(([other]) => other === name) + 1}`;
}

const typeOf = (scheme: Part): string =>
  [textOf(scheme.type), textOf(scheme.scheme) || textOf(scheme.in)].filter(Boolean).join(' ') || '?';
