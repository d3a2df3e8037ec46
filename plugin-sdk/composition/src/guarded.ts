import type { Composer, ComposerAnswer } from './composition.ts';

/** A composer that throws (Apollo's throws `RangeError` on deep documents) has refused the graph. */
export function guarded(composer: Composer, run: () => ComposerAnswer): ComposerAnswer {
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
