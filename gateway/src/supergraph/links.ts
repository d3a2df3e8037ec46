import { type DirectiveNode, type DocumentNode, Kind, type ObjectValueNode, type ValueNode } from 'graphql';

/** A spec that a supergraph links. */
export interface Link {
  /** URL without the version: `https://specs.apollo.dev/authenticated`. */
  readonly identity: string;
  /** Name of its elements' namespace in this document. */
  readonly as: string;
  /** Directives by their name in the spec, without `@`. */
  readonly imports: ReadonlyMap<string, string>;
  readonly node: DirectiveNode;
}

/** Every `@link` on the schema definition and its extensions. */
export function readLinks(document: DocumentNode): Link[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? [])
          .filter(({ name }) => name.value === 'link')
          .flatMap((node) => readLink(node) ?? [])
      : [],
  );
}

/** What a spec's directive is called in this document; null when the spec is not linked. */
export function directiveName(links: readonly Link[], identity: string, directive: string): string | null {
  const link = links.find((candidate) => candidate.identity === identity);
  if (!link) return null;
  const imported = link.imports.get(directive);
  if (imported) return imported;
  // A spec's directive of the spec's own name needs no namespace.
  return nameOf(identity) === directive ? link.as : `${link.as}__${directive}`;
}

function readLink(node: DirectiveNode): Link | null {
  const argument = (name: string) => node.arguments?.find((candidate) => candidate.name.value === name)?.value;
  const url = textOf(argument('url'));
  const versioned = url && /^(.+)\/v\d+\.\d+\/?$/.exec(url);
  if (!versioned?.[1]) return null;
  const identity = versioned[1];
  const list = argument('import');
  const imports = new Map(
    list?.kind === Kind.LIST
      ? list.values.map(readImport).filter((pair): pair is [string, string] => pair !== null)
      : [],
  );
  return { identity, as: textOf(argument('as')) ?? nameOf(identity), imports, node };
}

function readImport(value: ValueNode): [string, string] | null {
  const bare = (text: string) => text.replace(/^@/, '');
  const text = textOf(value);
  if (text !== null) return [bare(text), bare(text)];
  if (value.kind !== Kind.OBJECT) return null;
  const name = fieldText(value, 'name');
  return name === null ? null : [bare(name), bare(fieldText(value, 'as') ?? name)];
}

const fieldText = ({ fields }: ObjectValueNode, name: string): string | null =>
  textOf(fields.find((field) => field.name.value === name)?.value);

const textOf = (value: ValueNode | undefined): string | null => (value?.kind === Kind.STRING ? value.value : null);

const nameOf = (identity: string): string => identity.slice(identity.lastIndexOf('/') + 1);
