import { composeServices } from '@theguild/federation-composition';
import type { ComposerAnswer, SubgraphSource } from './composition.ts';
import { parseSubgraphs } from './parse-subgraphs.ts';

/**
 * The Guild's composer (MIT): a second pair of eyes, written independently of the first. Most of its time goes into whether every field can be reached, which grows with the
 * square of the subgraphs; `mergesOnly` leaves that to Apollo's.
 */
export function composeWithGuild(subgraphs: readonly SubgraphSource[], mergesOnly = false): ComposerAnswer {
  const { parsed, errors } = parseSubgraphs(subgraphs, 'guild');
  if (errors.length > 0) return { supergraphSdl: null, hints: [], errors };
  const result = composeServices(parsed, mergesOnly ? { disableValidationRules: ['SatisfiabilityRule'] } : undefined);
  if (!result.errors) return { supergraphSdl: result.supergraphSdl, hints: [], errors: [] };
  return {
    supergraphSdl: null,
    hints: [],
    errors: result.errors.map(({ message, extensions }) => ({
      code: typeof extensions.code === 'string' ? extensions.code : 'INVALID_GRAPHQL',
      message,
      coordinate: typeof extensions.coordinate === 'string' ? extensions.coordinate : null,
      composer: 'guild',
    })),
  };
}
