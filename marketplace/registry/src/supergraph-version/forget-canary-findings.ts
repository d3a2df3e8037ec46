import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { BOOT } from './boot-finding.ts';
import { Composition } from './composition.entity.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';

/** What a canary found may have lain in what it asked, not in the graph: a start is another try. */
export async function forgetCanaryFindings(em: EntityManager): Promise<void> {
  await em.nativeUpdate(SupergraphVersion, { offeredAt: null, canariedAt: null }, { canaryFindings: [] });
  const refused = (await findRows(em, Composition, {})).filter(({ findings, leftOut }) =>
    [...findings, ...leftOut.flatMap((one) => one.findings)].some(({ code }) => code === BOOT),
  );
  await em.nativeDelete(Composition, { key: { $in: refused.map(({ key }) => key) } });
}
