import type { SupergraphSource } from '../gateway-options.ts';

/**
 * A gateway that guards anything is told of each subgraph what it is. One that nobody named would be taken for a graph that knows nothing of the hub, and get ids as they are, without
 * grant, firewall and evidence. Throws an Error that names the first and says what to set.
 */
export function assertTiersSaid({ subgraphs }: SupergraphSource, hasPolicy: boolean): void {
  const targets = Object.entries(subgraphs);
  const [unsaid] = targets.find(([, { isAssumed }]) => isAssumed) ?? [];
  if (unsaid === undefined) return;
  const [guarded, { tier = '' } = {}] = targets.find(([, target]) => target.tier !== 'foreign') ?? [];
  if (guarded === undefined && !hasPolicy) return;
  const beside = guarded === undefined ? 'a policy' : `the ${tier} ${guarded}`;
  throw new Error(
    `Nobody said what the subgraph ${unsaid} is, and it stands beside ${beside}: name it in subgraphs with its url and tier: department with a hop, vendor, or foreign, which nothing is guarded against.`,
  );
}
