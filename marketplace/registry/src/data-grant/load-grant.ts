import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { DataGrant } from './data-grant.entity.ts';

/** The grant, when the viewer may act on it; unknown and forbidden are one answer. */
export async function loadGrant(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  isAllowed: (viewer: Viewer, grant: DataGrant) => boolean,
  who: string,
): Promise<DataGrant> {
  const grant = await em.findOne(DataGrant, { id }, { disableIdentityMap: true });
  if (grant && isAllowed(viewer, grant)) return grant;
  if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
  throw new CityGraphError('FORBIDDEN', `id: there is no grant ${id}, or this is not yours to do: it is for ${who}.`, {
    extensions: { argument: 'id' },
  });
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
