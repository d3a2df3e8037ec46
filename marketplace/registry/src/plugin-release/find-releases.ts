import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Plugin } from '../plugin/plugin.entity.ts';
import { rolesIn } from '../publisher/find-publishers.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import { mayReview } from './plugin-release.access.ts';
import { PluginRelease } from './plugin-release.entity.ts';
import { PUBLIC_STATES } from './plugin-release.rules.ts';

/** All but the documents, which are long: those are read when somebody asks for them. */
export const RELEASE_FACTS = [
  'id',
  'plugin',
  'version',
  'digest',
  'findings',
  'egress',
  'state',
  'publishedAt',
  'changedAt',
  'revision',
] as const;
export type ReleaseFacts = Pick<PluginRelease, (typeof RELEASE_FACTS)[number]>;

/** A release as the viewer stands to it. */
export type SeenRelease = ReleaseFacts & OfPublisher;

export async function releasesAsSeen(
  { em, viewer }: Pick<SubgraphContext, 'em' | 'viewer'>,
  releases: readonly ReleaseFacts[],
): Promise<SeenRelease[]> {
  const names = [...new Set(releases.map(({ plugin }) => plugin))];
  const plugins = names.length === 0 ? [] : await findRows(em, Plugin, { name: { $in: names } });
  const publisherOf = new Map(plugins.map(({ name, publisherId }) => [name, publisherId]));
  const roles = await rolesIn(em, viewer, [...publisherOf.values()]);
  return releases.map((release) => ({ ...release, role: roles.get(publisherOf.get(release.plugin) ?? '') ?? null }));
}

export const releaseById = defineLoader<string, SeenRelease, SubgraphContext>(async (ids, context) => {
  const releases = await releasesAsSeen(
    context,
    await findRows(context.em, PluginRelease, { id: { $in: [...ids] } }, { fields: RELEASE_FACTS }),
  );
  const seen = releases.filter(
    ({ state, role }) => role !== null || mayReview(context.viewer) || PUBLIC_STATES.includes(state),
  );
  return alignRows(ids, seen, ({ id }) => id);
});

/** Releases with their documents. */
export const wholeRelease = defineLoader<string, PluginRelease, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, PluginRelease, { id: { $in: [...ids] } }), ({ id }) => id),
);
