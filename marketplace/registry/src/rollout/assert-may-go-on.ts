import { CityGraphError } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { pinOf, pinSaid } from '../graph-set/withheld.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { assertNotSuspended, publisherOf } from '../publisher/load-publisher.ts';
import { assertRunsThere } from '../publisher/runs-there.ts';
import { healthSince } from '../service-level/health-since.ts';
import { burnOf } from '../service-level/slo.rules.ts';
import { slotOf, WINDOW_MS } from '../service-level/windows.ts';
import type { Rollout } from './rollout.entity.ts';

type Going = Pick<PluginRelease, 'plugin' | 'stableUrl' | 'sandboxUrl'>;

/**
 * Nothing new reaches anybody while an operator has pinned the stable graph, of a plugin that is switched off, of a publisher that is suspended or that nobody can be held to, and from where somebody else's server
 * stands; taking back stays free. @throws CONFLICT, FORBIDDEN
 */
export async function assertMayGoOn(em: EntityManager, release: Going): Promise<void> {
  const { plugin: name } = release;
  const plugin = await em.findOneOrFail(Plugin, { name }, { disableIdentityMap: true });
  if (plugin.disabled !== null) {
    throw new CityGraphError(
      'CONFLICT',
      `${name} is switched off: ${plugin.disabled} An administrator restores it first.`,
    );
  }
  const pin = await pinOf(em);
  if (pin !== null) {
    throw new CityGraphError(
      'CONFLICT',
      `${pinSaid(pin)}, and nobody would have ${name} until an administrator ends that with unpinGraphs first.`,
    );
  }
  const publisher = await publisherOf(em, plugin.publisherId);
  assertNotSuspended(publisher);
  await assertRunsThere(em, publisher, release);
}

/**
 * The last minute counts, whatever was changed in it: a step that was taken a moment ago hides nothing from those who would be given the release next.
 * @throws CONFLICT when it burns
 */
export async function assertKeepsPromise(
  em: EntityManager,
  { id, plugin, releaseDigest, slo }: Rollout,
  what: 'promoted' | 'given to more' | 'resumed',
  now: Date,
): Promise<void> {
  const since = slotOf(new Date(now.getTime() - WINDOW_MS));
  const burn = burnOf(slo, await healthSince(em, plugin, releaseDigest, since));
  if (burn !== null) throw new CityGraphError('CONFLICT', `Rollout ${id} may not be ${what} now: ${burn}`);
}
