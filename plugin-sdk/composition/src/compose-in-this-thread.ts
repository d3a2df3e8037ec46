import { agreementOf } from './agreement.ts';
import { composeWithApollo } from './compose-with-apollo.ts';
import { composeWithGuild } from './compose-with-guild.ts';
import type { Composition, SubgraphSource } from './composition.ts';
import { guarded } from './guarded.ts';
import type { KnownSubgraphs } from './known-subgraphs.ts';

/** Synchronous and heavy (200 subgraphs take 8 s): the worker's body. */
export function composeInThisThread(subgraphs: readonly SubgraphSource[], known?: KnownSubgraphs): Composition {
  const apollo = guarded('apollo', () => composeWithApollo(subgraphs, known));
  const guild = guarded('guild', () => composeWithGuild(subgraphs));
  return agreementOf(apollo, guild);
}
