import { CITYGRAPH_SPEC_URL, isSensitivityLevel, type SensitivityLevel } from '@citygraph/contract';
import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';
import { directiveName, type Link } from '../supergraph/links.ts';
import type { Demands, OneOf } from './need.ts';

const APOLLO = 'https://specs.apollo.dev';

/** Reads what directives on one element demand, under the names this supergraph gives them. */
export function demandsReader(links: readonly Link[]): {
  /** Does this graph label its fields at all? */
  readonly labelled: boolean;
  read(directives: readonly ConstDirectiveNode[] | undefined): Demands;
} {
  const hub = CITYGRAPH_SPEC_URL.replace(/\/v\d+\.\d+$/, '');
  const names = {
    authenticated: directiveName(links, `${APOLLO}/authenticated`, 'authenticated'),
    requiresScopes: directiveName(links, `${APOLLO}/requiresScopes`, 'requiresScopes'),
    policy: directiveName(links, `${APOLLO}/policy`, 'policy'),
    sensitivity: directiveName(links, hub, 'sensitivity'),
    purpose: directiveName(links, hub, 'purpose'),
  };
  return {
    labelled: names.sensitivity !== null,
    read(directives = []) {
      const argument = (directive: string | null, name: string): unknown[] =>
        directives
          .filter((node) => node.name.value === directive)
          .flatMap((node) => node.arguments?.find((candidate) => candidate.name.value === name)?.value ?? [])
          .map((value) => valueFromASTUntyped(value));
      return {
        level: levelOf(argument(names.sensitivity, 'level')[0]),
        authenticated: directives.some((node) => node.name.value === names.authenticated),
        scopes: argument(names.requiresScopes, 'scopes') as OneOf[],
        policies: argument(names.policy, 'policies') as OneOf[],
        purposes: argument(names.purpose, 'any') as string[][],
        feeds: [],
      };
    },
  };
}

/** A level nobody knows is the most sensitive one for people: S4. */
function levelOf(level: unknown): SensitivityLevel | null {
  if (level === undefined) return null;
  return isSensitivityLevel(level) ? level : 'S4';
}

/** Names of the object, scalar and enum types, whose own demands hold for every field that returns them. */
export function isConcreteType(document: DocumentNode): (name: string) => boolean {
  const concrete = new Set<string>();
  for (const definition of document.definitions) {
    if (
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.SCALAR_TYPE_DEFINITION ||
      definition.kind === Kind.ENUM_TYPE_DEFINITION
    ) {
      concrete.add(definition.name.value);
    }
  }
  return (name) => concrete.has(name);
}
