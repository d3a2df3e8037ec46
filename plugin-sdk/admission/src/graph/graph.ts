import type { FieldDefinitionNode, InputValueDefinitionNode, TypeDefinitionNode } from 'graphql';
import type { Link } from '../document/links.ts';

/** A supergraph as the rules see it: what is in it, and whose it is. Subgraphs go by the names they were published under. */
export interface Graph {
  readonly sdl: string;
  readonly subgraphs: readonly string[];
  /** What the schema as a whole says of itself; null: nothing. */
  readonly description: string | null;
  /** The composers' own metadata is not in it. */
  readonly types: ReadonlyMap<string, GraphType>;
  readonly links: readonly Link[];
  /** Printed definitions of directives that are nobody's metadata. */
  readonly directives: ReadonlyMap<string, string>;
  /** Names of the root types that there are. */
  readonly roots: ReadonlySet<string>;
  /** What the hub's labels are called here; null: the graph has none. */
  readonly labels: Readonly<Record<'sensitivity' | 'purpose' | 'pairwise' | 'extensible', string | null>>;
}

export interface GraphType {
  readonly name: string;
  readonly node: TypeDefinitionNode;
  readonly joins: readonly TypeJoin[];
  readonly fields: ReadonlyMap<string, GraphField>;
  /** Subgraphs by enum value, union member and interface. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly interfaces: ReadonlyMap<string, readonly string[]>;
}

/** A subgraph's part in a type (`@join__type`); one with several keys has several. */
export interface TypeJoin {
  readonly subgraph: string;
  readonly key: string | null;
  readonly isResolvable: boolean;
  readonly isInterfaceObject: boolean;
}

export interface GraphField {
  /** `Type.field`. */
  readonly coordinate: string;
  readonly type: string;
  readonly name: string;
  readonly node: FieldDefinitionNode | InputValueDefinitionNode;
  readonly joins: readonly FieldJoin[];
  /** The subgraphs that answer it. */
  readonly servers: readonly string[];
}

/** A subgraph's part in a field (`@join__field`). */
export interface FieldJoin {
  readonly subgraph: string | null;
  readonly isExternal: boolean;
  readonly requires: string | null;
  readonly provides: string | null;
  readonly override: string | null;
  readonly contexts: readonly ContextArgument[];
}

/** An argument that is filled from a type above (`@fromContext`). */
export interface ContextArgument {
  readonly context: string;
  readonly name: string;
  readonly selection: string;
}
