import type { Viewer } from '@citygraph/contract';
import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Incident } from '../incident/incident.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { PublisherMember } from '../publisher/publisher.entity.ts';
import { Plugin } from './plugin.entity.ts';
import { PluginDeprecation } from './plugin-deprecation.entity.ts';

export const pluginByName = defineLoader<string, Plugin, SubgraphContext>(async (names, { em }) =>
  alignRows(names, await findRows(em, Plugin, { name: { $in: [...names] } }), ({ name }) => name),
);

export const deprecationOf = defineLoader<string, PluginDeprecation, SubgraphContext>(async (names, { em }) =>
  alignRows(names, await findRows(em, PluginDeprecation, { plugin: { $in: [...names] } }), ({ plugin }) => plugin),
);

/** Whether everybody is served a release of it. */
export const hasStable = defineLoader<string, boolean, SubgraphContext>(async (names, { em }) => {
  const where = { plugin: { $in: [...names] }, state: 'STABLE' as const };
  const stable = new Set(
    (await findRows(em, PluginRelease, where, { fields: ['plugin'] })).map(({ plugin }) => plugin),
  );
  return names.map((name) => stable.has(name));
});

/** Whether the graph of everybody has to go without its stable release. */
export const isLeftOut = defineLoader<string, boolean, SubgraphContext>(async (names, { em }) => {
  const where = { subject: { $in: [...names] }, kind: 'RELEASE_LEFT_OUT' as const, closedAt: null };
  const out = new Set((await findRows(em, Incident, where)).map(({ subject }) => subject));
  return names.map((name) => out.has(name));
});

/** Names of the plugins of publishers that somebody is a member of. */
export async function pluginsOf(em: EntityManager, { principal }: Viewer): Promise<string[]> {
  if (principal.subject === null) return [];
  const members = await findRows(em, PublisherMember, { subject: principal.subject });
  const publisherId = { $in: members.map((member) => member.publisherId) };
  return members.length === 0 ? [] : (await findRows(em, Plugin, { publisherId })).map(({ name }) => name);
}
