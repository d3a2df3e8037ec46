import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { isAdministrator } from '../administrator.ts';
import { PublisherMember } from '../publisher/publisher.entity.ts';
import { Plugin } from './plugin.entity.ts';

/** Owners and developers of the publisher run its plugins; administrators run all. */
export async function mayRunPlugin(em: EntityManager, viewer: Viewer, publisherId: string): Promise<boolean> {
  if (isAdministrator(viewer)) return true;
  const { subject } = viewer.principal;
  if (subject === null) return false;
  const role = { $in: ['OWNER' as const, 'DEVELOPER' as const] };
  return (await em.count(PublisherMember, { publisherId, subject, role })) > 0;
}

/** The plugin, when the viewer may run it; unknown and forbidden are one answer. @throws UNAUTHENTICATED or FORBIDDEN. */
export async function loadPlugin(em: EntityManager, viewer: Viewer, name: string): Promise<Plugin> {
  const plugin = await em.findOne(Plugin, { name }, { disableIdentityMap: true });
  if (plugin && (await mayRunPlugin(em, viewer, plugin.publisherId))) return plugin;
  if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
  throw new CityGraphError(
    'FORBIDDEN',
    `plugin: there is no plugin ${name}, or this is not yours to do: it is for its publisher's owners and developers and for administrators.`,
    { extensions: { argument: 'plugin' } },
  );
}
