import { compareComposers } from './compare-composers.ts';
import { COMPOSERS, type ComposerAnswer, type Composition } from './composition.ts';

/** What two composers' answers about one graph come to: a graph only when neither finds fault and both mean the same. */
export function agreementOf(apollo: ComposerAnswer, guild: ComposerAnswer): Composition {
  const said = new Set(apollo.errors.map(({ code, message }) => `${code} ${message}`));
  const errors = [
    ...apollo.errors,
    // What the hub finds in the documents is found before either composer.
    ...guild.errors.filter(({ composer, code, message }) => composer !== 'hub' || !said.has(`${code} ${message}`)),
    ...compareComposers(apollo, guild),
  ];
  const [agreed, refused] = errors.length > 0 ? [null, apollo.supergraphSdl] : [apollo.supergraphSdl, null];
  const composedBy = COMPOSERS.filter((composer) => (composer === 'apollo' ? apollo : guild).supergraphSdl !== null);
  return { supergraphSdl: agreed, refusedSdl: refused, composedBy, hints: apollo.hints, errors };
}
