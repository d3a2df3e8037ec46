import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { HUB } from '../hub-viewer.ts';
import { endIncident } from '../incident/close-incident.ts';
import { Incident } from '../incident/incident.entity.ts';
import { openIncident, openKeyOf } from '../incident/open-incident.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { BOOT } from '../supergraph-version/boot-finding.ts';
import type { LeftOut } from '../supergraph-version/composition.entity.ts';

/**
 * Releases that composed and with which no gateway boots: one of them would keep everybody's sandbox as it is, so the sandbox goes without it. Each is an incident once, told
 * to its publisher and to administrators; it ends with the first sandbox that has the release, or that it is no part of any more.
 */
export async function noteUnbootable(em: EntityManager, leftOut: readonly LeftOut[], now: Date): Promise<void> {
  const failing = leftOut.flatMap(({ release: digest, findings: [finding] }) =>
    finding?.code === BOOT ? [{ digest, detail: finding.message }] : [],
  );
  const open = await findRows(em, Incident, { kind: 'SANDBOX_LEFT_OUT', closedAt: null });
  if (failing.length === 0 && open.length === 0) return;
  const releases: readonly Pick<PluginRelease, 'plugin' | 'version' | 'digest'>[] = await em.find(
    PluginRelease,
    // What everybody goes without is told as that.
    { digest: { $in: failing.map(({ digest }) => digest) }, state: { $ne: 'STABLE' } },
    { fields: ['plugin', 'version', 'digest'], disableIdentityMap: true },
  );
  const action = 'The sandbox goes without it; it is tried again by itself. Publish what mends it.';
  const troubles = releases.map(({ plugin: subject, version, digest }) => {
    const detail = failing.find((one) => one.digest === digest)?.detail ?? '';
    return { kind: 'SANDBOX_LEFT_OUT' as const, subject, version, detail, action };
  });
  for (const trouble of troubles) await transact(em, (inner) => openIncident(inner, trouble, now));
  const still = new Set(troubles.map(openKeyOf));
  for (const { openKey } of open.filter((one) => !still.has(one.openKey)))
    await transact(em, (inner) => endIncident(inner, HUB, openKey, now));
}
