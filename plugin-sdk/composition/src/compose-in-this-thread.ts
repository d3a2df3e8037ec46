import { compareComposers } from './compare-composers.ts';
import { composeWithApollo } from './compose-with-apollo.ts';
import { composeWithGuild } from './compose-with-guild.ts';
import { COMPOSERS, type Composer, type ComposerAnswer, type Composition, type SubgraphSource } from './composition.ts';

/** Synchronous and heavy (200 subgraphs take 8 s): the worker's body. */
export function composeInThisThread(subgraphs: readonly SubgraphSource[]): Composition {
  const apollo = guarded('apollo', () => composeWithApollo(subgraphs));
  const guild = guarded('guild', () => composeWithGuild(subgraphs));
  const errors = [
    ...apollo.errors,
    ...guild.errors.filter(({ composer }) => composer !== 'hub'),
    ...compareComposers(apollo, guild),
  ];
  const [agreed, refused] = errors.length > 0 ? [null, apollo.supergraphSdl] : [apollo.supergraphSdl, null];
  const composedBy = COMPOSERS.filter((composer) => (composer === 'apollo' ? apollo : guild).supergraphSdl !== null);
  return { supergraphSdl: agreed, refusedSdl: refused, composedBy, hints: apollo.hints, errors };
}

/** A composer that throws (Apollo's throws `RangeError` on deep documents) has refused the graph. */
function guarded(composer: Composer, run: () => ComposerAnswer): ComposerAnswer {
  try {
    return run();
  } catch (error) {
    const message = `The composer ${composer} gave up: ${error instanceof Error ? error.message : String(error)}`;
    return {
      supergraphSdl: null,
      hints: [],
      errors: [{ code: 'COMPOSER_FAILED', message, coordinate: null, composer }],
    };
  }
}
