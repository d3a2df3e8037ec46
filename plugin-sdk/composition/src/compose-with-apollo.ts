import { compose, composeServices } from '@apollo/composition';
import { type GraphQLError, getLocation } from 'graphql';
import type { ComposerAnswer, Finding, Place, SubgraphSource } from './composition.ts';
import { hubFinding } from './composition.ts';
import type { KnownSubgraphs } from './known-subgraphs.ts';
import { parseSubgraphs } from './parse-subgraphs.ts';

/** Apollo's composer (Elastic licence 2.0): its supergraph is the one that is served. What is known of subgraphs from before is taken as it is. */
export function composeWithApollo(subgraphs: readonly SubgraphSource[], known?: KnownSubgraphs): ComposerAnswer {
  const { parsed, errors } = parseSubgraphs(subgraphs, 'apollo', known?.parse);
  if (errors.length > 0) return { supergraphSdl: null, hints: [], errors };
  const built = known?.build(parsed) ?? null;
  // One that cannot be built is told by the composer itself, with its places.
  const result = built === null ? composeServices(parsed) : compose(built, {});
  if (result.errors)
    return { supergraphSdl: null, hints: [], errors: result.errors.map((error) => finding(error, subgraphs)) };

  const hints = result.hints.map(({ definition, message, coordinate }) => ({
    code: definition.code,
    message,
    coordinate: coordinate ?? null,
    composer: 'apollo' as const,
  }));
  const disagreements = hints.filter(isAboutLabels);
  return {
    supergraphSdl: result.supergraphSdl,
    hints: hints.filter((hint) => !isAboutLabels(hint)),
    errors: disagreements.map(({ message, coordinate }) => hubFinding('LABELS_DISAGREE', message, coordinate)),
  };
}

/**
 * Apollo takes the majority's arguments and hints; a label that two owners see differently must stop the graph
 * instead, or the laxer one could win.
 */
function isAboutLabels({ code, message }: Finding): boolean {
  return (
    code === 'INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS' &&
    /directive @(\w+__)?(sensitivity|purpose)\b/.test(message)
  );
}

function finding(error: GraphQLError, subgraphs: readonly SubgraphSource[]): Finding {
  const { code } = error.extensions;
  return {
    code: typeof code === 'string' ? code : 'INVALID_GRAPHQL',
    message: error.message,
    coordinate: null,
    composer: 'apollo',
    places: placesOf(error, subgraphs),
  };
}

/** Apollo names the nodes that an error is about, not always whose they are: their texts say it. */
function placesOf({ nodes = [] }: GraphQLError, subgraphs: readonly SubgraphSource[]): Place[] {
  return nodes.flatMap(({ loc }) => {
    const subgraph = subgraphs.find(({ sdl }) => sdl === loc?.source.body)?.name;
    return loc && subgraph ? { subgraph, ...getLocation(loc.source, loc.start) } : [];
  });
}
