import { agreementOf } from './agreement.ts';
import { composeWithApollo } from './compose-with-apollo.ts';
import { composeWithGuild } from './compose-with-guild.ts';
import type { Composition, SubgraphSource } from './composition.ts';
import { guarded } from './guarded.ts';

/** Synchronous and heavy (200 subgraphs take 8 s): the worker's body. */
export function composeInThisThread(subgraphs: readonly SubgraphSource[]): Composition {
  const apollo = guarded('apollo', () => composeWithApollo(subgraphs));
  const guild = guarded('guild', () => composeWithGuild(subgraphs));
  return agreementOf(apollo, guild);
}
