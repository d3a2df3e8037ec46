import { type DocumentNode, parse } from 'graphql';
import { type Composer, type Finding, hubFinding, type Place, type SubgraphSource } from './composition.ts';

export interface ParsedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

/** Parses every subgraph; one that is no GraphQL is a finding with its name, line and column. */
export function parseSubgraphs(
  subgraphs: readonly SubgraphSource[],
  composer: Composer,
  parseText: (sdl: string) => DocumentNode = parseWithPlaces,
): { parsed: ParsedSubgraph[]; errors: Finding[] } {
  const parsed: ParsedSubgraph[] = [];
  const errors: Finding[] = [];
  const names = new Set<string>();
  if (subgraphs.length === 0) errors.push(hubFinding('NO_SUBGRAPHS', 'There is no subgraph to compose.'));
  for (const { name, url, sdl } of subgraphs) {
    if (names.has(name)) errors.push(hubFinding('DUPLICATE_SUBGRAPH', `Two subgraphs are named ${name}.`));
    names.add(name);
    try {
      parsed.push({ name, url, typeDefs: parseText(sdl) });
    } catch (error) {
      const place = (error as { locations?: readonly Omit<Place, 'subgraph'>[] }).locations?.[0];
      errors.push({
        code: 'INVALID_GRAPHQL',
        message: `[${name}] ${textOf(error)}`,
        coordinate: null,
        composer,
        places: place ? [{ subgraph: name, line: place.line, column: place.column }] : [],
      });
    }
  }
  return { parsed, errors };
}

const parseWithPlaces = (sdl: string): DocumentNode => parse(sdl, { noLocation: false });

/** A syntax error with its place; anything else by its message. */
function textOf(error: unknown): string {
  const { message, locations } = error as { message: string; locations?: readonly { line: number; column: number }[] };
  const place = locations?.[0];
  return place ? `${message} (line ${place.line}, column ${place.column})` : message;
}
