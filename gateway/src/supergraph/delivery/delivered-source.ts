import { type ArtefactSubgraph, channelOfHopKey, correlationSecret, vendorHopSecret } from '@citygraph/contract';
import type { SubgraphTarget, SupergraphSource } from '../../gateway-options.ts';
import { readArtefact } from './read-artefact.ts';

export interface DeliveredFrom {
  /** Where this deployment has the city's own subgraphs. */
  readonly routes: Readonly<Record<string, SubgraphTarget>>;
  /** What plugins' keys are made of; the registry has the same. */
  readonly hopMaster: Uint8Array;
}

/**
 * An artefact as this deployment serves it, read for gateways and canaries alike: what the one cannot take, the other does not let pass. Routes are not signed, so they say where departments are and nothing of plugins: those are reached where the signed artefact says
 * (DECISIONS 19). Throws an Error that says what cannot be read, or which department nobody gave an address.
 */
export function deliveredSource(
  payload: unknown,
  digest: string,
  { routes, hopMaster }: DeliveredFrom,
): SupergraphSource {
  const { supergraphSdl, subgraphs } = readArtefact(payload);
  const targetOf = (name: string, subgraph: ArtefactSubgraph): SubgraphTarget => {
    if (subgraph.tier === 'vendor') {
      const { url, release, version, hopKeyId, limits, persons } = subgraph;
      const hop = vendorHopSecret(hopMaster, hopKeyId);
      const correlation = correlationSecret(hopMaster, release);
      const channel = channelOfHopKey(hopKeyId);
      return { url, tier: 'vendor', release, channel, version, hop, correlation, limits, persons };
    }
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (!route) throw new Error(`it has the department ${name}, and no address is given for it: add it to subgraphs`);
    if (route.tier !== 'department') {
      throw new Error(`it has the department ${name}, which subgraphs calls ${route.tier}: give it a hop`);
    }
    return { ...route, release: subgraph.release };
  };
  const targets = Object.entries(subgraphs).map(([name, subgraph]) => [name, targetOf(name, subgraph)] as const);
  return { sdl: supergraphSdl, subgraphs: Object.fromEntries(targets), artefact: digest };
}
