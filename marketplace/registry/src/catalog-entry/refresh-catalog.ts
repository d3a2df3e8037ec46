import { createHash } from 'node:crypto';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { judgeGrantsAnew } from '../data-grant/judge-grants-anew.ts';
import { CatalogEntry } from './catalog-entry.entity.ts';
import { catalogOf, type Resource } from './catalog-of.ts';
import { CatalogSource } from './catalog-source.entity.ts';
import { departmentNumber } from './providers.ts';

/**
 * Brings the catalogue in line with a graph: new resources get a code, changed ones new items, those that are gone are
 * withdrawn and keep their code, and grants are held to the labels of now. A graph that the catalogue was made from already costs one statement.
 */
export async function refreshCatalog(em: EntityManager, supergraphSdl: string, now: Date): Promise<void> {
  const digest = createHash('sha256').update(supergraphSdl).digest('hex');
  const source = await em.findOne(CatalogSource, { name: 'stable' }, { disableIdentityMap: true });
  if (source?.digest === digest) return;
  const resources = catalogOf(supergraphSdl);
  await em.transactional(async (inner) => {
    const known = await inner.find(CatalogEntry, {}, { disableIdentityMap: true });
    const byId = new Map(known.map((entry) => [entry.id, entry]));
    const next = countersOf(known);
    const fresh: Resource[] = [];
    for (const resource of resources) {
      if (!byId.has(resource.id)) fresh.push(resource);
      else await inner.nativeUpdate(CatalogEntry, { id: resource.id }, { ...changeable(resource), withdrawnAt: null });
    }
    await insertRows(
      inner,
      CatalogEntry,
      fresh.map((resource) => ({
        ...resource,
        resourceCode: codeOf(resource.subgraph, next),
        publishedAt: now,
        withdrawnAt: null,
      })),
    );
    const there = resources.map(({ id }) => id);
    await inner.nativeUpdate(CatalogEntry, { id: { $nin: there }, withdrawnAt: null }, { withdrawnAt: now });
    await inner.upsert(CatalogSource, { name: 'stable', digest, takenAt: now });
    await judgeGrantsAnew(inner as EntityManager, now);
  });
}

const changeable = ({ title, abstract, shareType, shareCondition, items }: Resource) => ({
  title,
  abstract,
  shareType,
  shareCondition,
  items,
});

/** The highest number given so far, by `departmentNumber`. */
function countersOf(known: readonly CatalogEntry[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { subgraph, resourceCode } of known) {
    const number = Number(resourceCode.split('/')[1]);
    const department = departmentNumber(subgraph);
    highest.set(department, Math.max(highest.get(department) ?? 0, number));
  }
  return highest;
}

/** `3` for departments' resources, the department, then a number that is never given again. */
function codeOf(subgraph: string, next: Map<string, number>): string {
  const department = departmentNumber(subgraph);
  const number = (next.get(department) ?? 0) + 1;
  next.set(department, number);
  return `3${department}/${String(number).padStart(6, '0')}`;
}
