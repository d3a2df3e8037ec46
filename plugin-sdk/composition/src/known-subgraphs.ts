import { buildSubgraph, type Subgraph, Subgraphs } from '@apollo/federation-internals';
import { type DocumentNode, parse } from 'graphql';
import type { ParsedSubgraph } from './parse-subgraphs.ts';

/** What a thread that stays knows of subgraphs that it composed before: of a hundred, one changes from graph to graph. */
export interface KnownSubgraphs {
  /** @throws GraphQLError for what is no GraphQL */
  parse(sdl: string): DocumentNode;
  /** null: one of them cannot be built. */
  build(parsed: readonly ParsedSubgraph[]): Subgraphs | null;
}

/** @param most subgraphs that are kept, the last composed ones */
export function createKnownSubgraphs(most: number): KnownSubgraphs {
  const documents = new Map<string, DocumentNode>();
  const built = new Map<string, { readonly typeDefs: DocumentNode; readonly subgraph: Subgraph }>();
  return {
    parse(sdl) {
      const document = documents.get(sdl) ?? parse(sdl, { noLocation: false });
      keep(documents, sdl, document, most);
      return document;
    },
    build(parsed) {
      const subgraphs = new Subgraphs();
      for (const { name, url, typeDefs } of parsed) {
        const key = JSON.stringify([name, url]);
        const before = built.get(key);
        try {
          const subgraph = before?.typeDefs === typeDefs ? before.subgraph : buildSubgraph(name, url, typeDefs);
          keep(built, key, { typeDefs, subgraph }, most);
          subgraphs.add(subgraph);
        } catch {
          return null;
        }
      }
      return subgraphs;
    },
  };
}

/** What was used last goes to the end; what is at the beginning goes. */
function keep<V>(known: Map<string, V>, key: string, value: V, most: number): void {
  known.delete(key);
  known.set(key, value);
  for (const oldest of known.keys()) if (known.size > most) known.delete(oldest);
}
