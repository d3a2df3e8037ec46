import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { HUB } from '../hub-viewer.ts';
import { endIncident } from '../incident/close-incident.ts';
import { Incident } from '../incident/incident.entity.ts';
import { openIncident, openKeyOf } from '../incident/open-incident.ts';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import type { LeftOut } from '../supergraph-version/composition.entity.ts';

type Stable = Pick<PluginRelease, 'id' | 'plugin' | 'version' | 'digest'>;

/**
 * Stable releases that the graph had to go without, as when a department's publish does not go with them: first-party wins, and never silently. Each is an incident once, told
 * to its publisher, to who uses it and to administrators, and in the audit; it ends by itself with the first graph that has the release again, or when it is stable no more.
 */
export async function noteLeftOut(em: EntityManager, leftOut: readonly LeftOut[], now: Date): Promise<void> {
  const open = await findRows(em, Incident, { kind: 'RELEASE_LEFT_OUT', closedAt: null });
  if (leftOut.length === 0 && open.length === 0) return;
  const stable: readonly Stable[] = await em.find(
    PluginRelease,
    { state: 'STABLE', digest: { $in: leftOut.map(({ release }) => release) } },
    { fields: ['id', 'plugin', 'version', 'digest'], disableIdentityMap: true },
  );
  for (const release of stable) {
    const found = leftOut.find((one) => one.release === release.digest);
    const detail = found?.findings[0]?.message ?? 'It does not compose with the graph, and no reason was given.';
    await leave(em, release, detail, now);
  }
  const still = new Set(stable.map((release) => openKeyOf(troubleOf(release))));
  for (const { openKey, subject, version } of open.filter((one) => !still.has(one.openKey))) {
    await transact(em, async (inner) => {
      if ((await inner.count(Incident, { openKey, closedAt: null })) === 0) return;
      await endIncident(inner, HUB, openKey, now);
      // One that is stable no more has nothing to come back to.
      const isBack =
        (await inner.count(PluginRelease, { plugin: subject, version: version ?? '', state: 'STABLE' })) > 0;
      if (isBack) {
        await announce(inner, 'plugin.taken-in', { plugin: subject, version }, now, { offices: officesOf([]) });
      }
      const before = { version, leftOut: true };
      const act = { act: 'endLeftOut', target: subject, before, after: { version, isBack } };
      await audit(inner, HUB, act, now);
    });
  }
}

const troubleOf = ({ plugin, version }: Stable) => ({ kind: 'RELEASE_LEFT_OUT' as const, subject: plugin, version });

async function leave(em: EntityManager, release: Stable, detail: string, now: Date): Promise<void> {
  const trouble = troubleOf(release);
  const { id: target, plugin, version, digest } = release;
  await transact(em, async (inner) => {
    const isKnown = (await inner.count(Incident, { openKey: openKeyOf(trouble) })) > 0;
    const action = 'Its fields are in no graph until it goes with it again, or another release of it is stable.';
    await openIncident(inner, { ...trouble, detail, action }, now);
    if (isKnown) return;
    await announce(inner, 'plugin.left-out', { plugin, version, release: digest, reason: detail }, now, {
      offices: officesOf([]),
    });
    const act = { act: 'leaveOut', target, reason: detail, before: { digest }, after: { digest, leftOut: true } };
    await audit(inner, HUB, act, now);
  });
}
