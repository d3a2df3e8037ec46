import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { Trouble } from '../incident/open-incident.ts';
import { Head } from '../policy/head.entity.ts';
import type { GatewayProcess } from './gateway-process.entity.ts';

/** What gateways take by its number, and nothing older than what they have. */
export const NUMBERED = ['policy', 'graphs'] as const;
export type Numbered = Readonly<Record<(typeof NUMBERED)[number], number>>;

/** The highest numbers that these processes have reported. */
export function highestOf(processes: readonly Pick<GatewayProcess, 'serving'>[]): Numbered {
  const highest = (name: keyof Numbered) => Math.max(0, ...processes.map(({ serving }) => serving[name]));
  return { policy: highest('policy'), graphs: highest('graphs') };
}

/** How far this database has come. */
export async function numberedHeads(em: EntityManager): Promise<Numbered> {
  const heads = await findRows(em, Head, { name: { $in: [...NUMBERED] } });
  const versionOf = (name: string) => heads.find((head) => head.name === name)?.version ?? 0;
  return { policy: versionOf('policy'), graphs: versionOf('graphs') };
}

const WHAT: Readonly<Record<keyof Numbered, string>> = { policy: 'policy', graphs: 'graph set' };

/** Gateways that are ahead of the heads: the database was put back to an older one, and they refuse all that it decides. */
export async function headsBehind(em: EntityManager, living: readonly GatewayProcess[]): Promise<Trouble[]> {
  const reported = highestOf(living);
  const heads = await numberedHeads(em);
  return NUMBERED.filter((name) => reported[name] > heads[name]).map((name) => {
    const ahead = living.filter(({ serving }) => serving[name] > heads[name]).map(({ gateway }) => gateway);
    const who = `${[...new Set(ahead)].join(', ')} ${new Set(ahead).size === 1 ? 'has' : 'have'}`;
    return {
      kind: 'HEADS_BEHIND',
      subject: name,
      detail: `${who} ${WHAT[name]} ${reported[name]}, and the registry has given ${heads[name]} at most: an older database was put back, and what is decided is refused there. Run citygraph-registry heads restored, with the key that signs graphs.`,
    };
  });
}
