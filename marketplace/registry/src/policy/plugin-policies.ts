import type { PluginPolicy } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PluginRelease, type ReleaseState } from '../plugin-release/plugin-release.entity.ts';
import { PublisherDomain } from '../publisher/publisher-domain.entity.ts';
import { isOwnHost } from '../publisher/runs-there.ts';

/** Characters of a reason that gateways take; the whole of it is with the plugin. */
const LONGEST_REASON = 200;

const GONE: readonly ReleaseState[] = ['WITHDRAWN', 'REJECTED'];

/** People said yes to them, and to where they run and what they are sent; one that was taken back or superseded may be gone back to. */
const APPROVED: readonly ReleaseState[] = ['APPROVED', 'CANARY', 'STABLE', 'SUPERSEDED', 'ROLLED_BACK'];

/**
 * Every plugin that gateways may have in a graph, with its switch: known by the release that serves everybody, or else by its latest. One whose last release was withdrawn stays:
 * gateways have it in their graph until that is composed anew, for as long as that may fail, and take what is not in the bundle for switched on. Of those that data is granted to, with
 * the releases that it is granted to: what a publisher tries in the sandbox was seen by nobody, and where it has lost its domain, somebody else's server may answer by now.
 */
export async function pluginPolicies(
  em: EntityManager,
  granted: ReadonlySet<string>,
): Promise<Record<string, PluginPolicy>> {
  const [plugins, domains, releases] = await Promise.all([
    findRows(em, Plugin, {}, { orderBy: { name: 'asc' } }),
    findRows(em, PublisherDomain, {}),
    em.find(
      PluginRelease,
      { state: { $nin: [...GONE] } },
      {
        fields: ['plugin', 'digest', 'state', 'stableUrl', 'sandboxUrl'],
        orderBy: { publishedAt: 'asc', id: 'asc' },
        disableIdentityMap: true,
      },
    ),
  ]);
  const known = new Map<string, { digest: string; isStable: boolean }>();
  const note = ({ plugin, digest, state }: Pick<PluginRelease, 'plugin' | 'digest' | 'state'>): void => {
    if (known.get(plugin)?.isStable) return;
    known.set(plugin, { digest, isStable: state === 'STABLE' });
  };
  for (const release of releases) note(release);
  const emptied = plugins.flatMap(({ name }) => (known.has(name) ? [] : [name]));
  for (const release of await releasesOf(em, emptied)) note(release);
  return Object.fromEntries(
    plugins.flatMap(({ name, disabled, publisherId }) => {
      const release = known.get(name)?.digest;
      if (release === undefined) return [];
      const own = domains.filter((one) => one.publisherId === publisherId).map(({ domain }) => domain);
      const approved = releases.filter(
        ({ plugin, state, stableUrl, sandboxUrl }) =>
          plugin === name && APPROVED.includes(state) && [stableUrl, sandboxUrl].every((url) => isOwnHost(url, own)),
      );
      const reached = { approved: approved.map(({ digest }) => digest).sort() };
      const policy = { disabled: disabled?.slice(0, LONGEST_REASON) ?? null, release };
      return [[name, { ...policy, ...(granted.has(name) && reached) }] as const];
    }),
  );
}

/** Every release of plugins that have none left, the earliest first. */
async function releasesOf(em: EntityManager, plugins: readonly string[]): Promise<PluginRelease[]> {
  if (plugins.length === 0) return [];
  return (await em.find(
    PluginRelease,
    { plugin: { $in: [...plugins] } },
    { fields: ['plugin', 'digest', 'state'], orderBy: { publishedAt: 'asc', id: 'asc' }, disableIdentityMap: true },
  )) as PluginRelease[];
}
