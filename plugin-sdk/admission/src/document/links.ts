import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind, type ValueNode } from 'graphql';

/** A spec that a document links, under the names it gives the spec's elements. */
export interface Link {
  readonly url: string;
  /** URL without its version: `https://specs.apollo.dev/federation`; null: it has none. */
  readonly identity: string | null;
  readonly version: { readonly major: number; readonly minor: number } | null;
  /** Namespace of what is not imported: `federation` in `@federation__shareable`. */
  readonly as: string;
  /** Local names by the spec's own, both with their `@`. */
  readonly imports: ReadonlyMap<string, string>;
  /** What the link is for, in the words of the link spec; null: not said. */
  readonly purpose: string | null;
  readonly node: ConstDirectiveNode;
}

const VERSIONED = /^(.+)\/v(\d{1,4})\.(\d{1,4})$/;

/** What `@link` says on the schema and its extensions. */
export function readLinks(document: DocumentNode): Link[] {
  return schemaDirectives(document)
    .filter(({ name }) => name.value === 'link')
    .map(readLink);
}

/** Everything that is applied to the schema and its extensions. */
export function schemaDirectives(document: DocumentNode): ConstDirectiveNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? [...(definition.directives ?? [])]
      : [],
  );
}

/** A spec's directive by its name in this document, without `@`; null: the spec is not linked. */
export function localName(links: readonly Link[], identity: string, directive: string): string | null {
  const link = links.find((candidate) => candidate.identity === identity);
  if (!link) return null;
  const imported = link.imports.get(`@${directive}`);
  if (imported) return imported.slice(1);
  return specName(identity) === directive ? link.as : `${link.as}__${directive}`;
}

function readLink(node: ConstDirectiveNode): Link {
  const url = textOf(argument(node, 'url')) ?? '';
  const [, identity, major, minor] = VERSIONED.exec(url.replace(/\/$/, '')) ?? [];
  const list = argument(node, 'import');
  const purpose = argument(node, 'for');
  return {
    url,
    identity: identity ?? null,
    version: identity === undefined ? null : { major: Number(major), minor: Number(minor) },
    as: textOf(argument(node, 'as')) ?? specName(identity ?? url),
    imports: new Map(list?.kind === Kind.LIST ? list.values.flatMap(readImport) : []),
    purpose: purpose?.kind === Kind.ENUM ? purpose.value : null,
    node,
  };
}

function readImport(value: ValueNode): [string, string][] {
  const text = textOf(value);
  if (text !== null) return [[text, text]];
  if (value.kind !== Kind.OBJECT) return [];
  const [name, as] = ['name', 'as'].map((key) => textOf(value.fields.find((field) => field.name.value === key)?.value));
  return name ? [[name, as ?? name]] : [];
}

export function argument(node: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return node.arguments?.find((candidate) => candidate.name.value === name)?.value;
}

export const textOf = (value: ValueNode | undefined): string | null =>
  value?.kind === Kind.STRING ? value.value : null;

const specName = (identity: string): string => identity.slice(identity.lastIndexOf('/') + 1);
