import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { Trouble } from '../incident/open-incident.ts';
import { Head } from '../policy/head.entity.ts';
import type { GatewayProcess } from './gateway-process.entity.ts';

/** What gateways take by its number, and nothing older than what they have. */
export const NUMBERED = ['policy', 'graphs'] as const;
export type Numbered = Readonly<Record<(typeof NUMBERED)[number], number>>;

/** What no registry has given since a backup: thirty numbers a second for nine hours. Who reports more lies, and numbers cannot be taken back. */
export const MOST_BEYOND = 1_000_000;

/** The highest numbers that these processes have reported, of those that a registry with these heads may have given. */
export function highestOf(processes: readonly Pick<GatewayProcess, 'serving'>[], heads: Numbered): Numbered {
  const highest = (name: keyof Numbered) =>
    Math.max(
      0,
      ...processes.map(({ serving }) => serving[name]).filter((number) => number <= heads[name] + MOST_BEYOND),
    );
  return { policy: highest('policy'), graphs: highest('graphs') };
}

/** How far this database has come. */
export async function numberedHeads(em: EntityManager): Promise<Numbered> {
  const heads = await findRows(em, Head, { name: { $in: [...NUMBERED] } });
  const versionOf = (name: string) => heads.find((head) => head.name === name)?.version ?? 0;
  return { policy: versionOf('policy'), graphs: versionOf('graphs') };
}

const WHAT: Readonly<Record<keyof Numbered, string>> = { policy: 'policy', graphs: 'graph set' };

/** Gateways that are ahead of the heads: the database was put back to an older one, and they refuse all that it decides. Or they say what cannot be. */
export async function headsBehind(em: EntityManager, living: readonly GatewayProcess[]): Promise<Trouble[]> {
  const heads = await numberedHeads(em);
  const reported = highestOf(living, heads);
  return NUMBERED.flatMap((name) => {
    const who = (has: (number: number) => boolean): string | null => {
      const gateways = new Set(living.filter(({ serving }) => has(serving[name])).map(({ gateway }) => gateway));
      return gateways.size === 0 ? null : `${[...gateways].join(', ')} ${gateways.size === 1 ? 'has' : 'have'}`;
    };
    const given = `the registry has given ${heads[name]} at most`;
    const beyond = heads[name] + MOST_BEYOND;
    const ahead = who((number) => number > heads[name] && number <= beyond);
    const lying = who((number) => number > beyond);
    const detail = [
      ahead &&
        `${ahead} ${WHAT[name]} ${reported[name]}, and ${given}: an older database was put back, and what is decided is refused there. Run citygraph-registry heads restored, with the key that signs graphs.`,
      lying &&
        `${lying} reported a ${WHAT[name]} above ${beyond}, and ${given}: no registry gives so many. Somebody else may report with that gateway's secret: give it a new one.`,
    ].filter((each) => each !== null);
    return detail.length === 0 ? [] : [{ kind: 'HEADS_BEHIND' as const, subject: name, detail: detail.join(' ') }];
  });
}
