import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { Plugin } from '../plugin/plugin.entity.ts';
import { publisherOf, roleOf } from '../publisher/load-publisher.ts';
import type { Publisher } from '../publisher/publisher.entity.ts';
import { DataGrant } from './data-grant.entity.ts';
import type { GrantParties } from './data-grant.rules.ts';

/** The grant, when the viewer may act on it; unknown and forbidden are one answer. */
export async function loadGrant(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  isAllowed: (viewer: Viewer, grant: GrantParties) => boolean | Promise<boolean>,
  who: string,
): Promise<DataGrant> {
  const grant = await em.findOne(DataGrant, { id }, { disableIdentityMap: true });
  const publisher = grant?.plugin ? await publisherOfPlugin(em, grant.plugin) : null;
  const role = publisher && (await roleOf(em, viewer, publisher.id));
  if (grant && (await isAllowed(viewer, { ...grant, publisher, role }))) return grant;
  if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
  throw new CityGraphError('FORBIDDEN', `id: there is no grant ${id}, or this is not yours to do: it is for ${who}.`, {
    extensions: { argument: 'id' },
  });
}

async function publisherOfPlugin(em: EntityManager, name: string): Promise<Publisher | null> {
  const plugin = await em.findOne(Plugin, { name }, { disableIdentityMap: true });
  return plugin && publisherOf(em, plugin.publisherId);
}

/** Changes a grant as it was read: of two changes at once, one counts. */
export async function changeGrant(
  em: EntityManager,
  { id, version }: DataGrant,
  change: Partial<DataGrant>,
): Promise<void> {
  const changed = await em.nativeUpdate(DataGrant, { id, version }, { ...change, version: version + 1 });
  if (changed === 0) throw new CityGraphError('CONFLICT', `Grant ${id} was changed meanwhile; read it again.`);
}
