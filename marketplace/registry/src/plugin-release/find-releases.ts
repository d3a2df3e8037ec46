import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Plugin } from '../plugin/plugin.entity.ts';
import { rolesIn } from '../publisher/find-publishers.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import { mayReview } from './plugin-release.access.ts';
import { PluginRelease } from './plugin-release.entity.ts';
import { PUBLIC_STATES } from './plugin-release.rules.ts';

/** A release as the viewer stands to it. */
export type SeenRelease = PluginRelease & OfPublisher;

export async function releasesAsSeen(
  { em, viewer }: Pick<SubgraphContext, 'em' | 'viewer'>,
  releases: readonly PluginRelease[],
): Promise<SeenRelease[]> {
  const names = [...new Set(releases.map(({ plugin }) => plugin))];
  const plugins = names.length === 0 ? [] : await findRows(em, Plugin, { name: { $in: names } });
  const publisherOf = new Map(plugins.map(({ name, publisherId }) => [name, publisherId]));
  const roles = await rolesIn(em, viewer, [...publisherOf.values()]);
  return releases.map((release) => ({ ...release, role: roles.get(publisherOf.get(release.plugin) ?? '') ?? null }));
}

export const releaseById = defineLoader<string, SeenRelease, SubgraphContext>(async (ids, context) => {
  const releases = await releasesAsSeen(context, await findRows(context.em, PluginRelease, { id: { $in: [...ids] } }));
  const seen = releases.filter(
    ({ state, role }) => role !== null || mayReview(context.viewer) || PUBLIC_STATES.includes(state),
  );
  return alignRows(ids, seen, ({ id }) => id);
});
