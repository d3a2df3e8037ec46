import { compareComposers } from './compare-composers.ts';
import { COMPOSERS, type ComposerAnswer, type Composition, type Finding, hubFinding } from './composition.ts';

/** Bytes of a graph: the registry keeps it, and each gateway fetches and reads it on the thread that answers. */
const LARGEST_GRAPH = 8 * 1_024 * 1_024;

/** What two composers' answers about one graph come to: a graph only when neither finds fault and both mean the same. */
export function agreementOf(apollo: ComposerAnswer, guild: ComposerAnswer): Composition {
  const said = new Set(apollo.errors.map(({ code, message }) => `${code} ${message}`));
  const errors = [
    ...apollo.errors,
    // What the hub finds in the documents is found before either composer.
    ...guild.errors.filter(({ composer, code, message }) => composer !== 'hub' || !said.has(`${code} ${message}`)),
    ...compareComposers(apollo, guild),
    ...tooLarge(apollo.supergraphSdl ?? ''),
  ];
  const [agreed, refused] = errors.length > 0 ? [null, apollo.supergraphSdl] : [apollo.supergraphSdl, null];
  const composedBy = COMPOSERS.filter((composer) => (composer === 'apollo' ? apollo : guild).supergraphSdl !== null);
  return { supergraphSdl: agreed, refusedSdl: refused, composedBy, hints: apollo.hints, errors };
}

function tooLarge(supergraphSdl: string): Finding[] {
  const bytes = Buffer.byteLength(supergraphSdl);
  if (bytes <= LARGEST_GRAPH) return [];
  return [hubFinding('GRAPH_TOO_LARGE', `The graph would have ${bytes} bytes; at most ${LARGEST_GRAPH} are served.`)];
}
