import type { Viewer } from '@citygraph/contract';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { assertNotSuspended, roleOf, subjectOf } from '../publisher/load-publisher.ts';
import { type MemberRole, Publisher } from '../publisher/publisher.entity.ts';
import { wrong } from '../wrong.ts';
import { Plugin } from './plugin.entity.ts';

export interface OwnPlugin {
  readonly plugin: Plugin;
  readonly publisher: Publisher;
}

/** The plugin with whose it is, for a member with one of these roles; one that is not there and one that is not theirs are one answer. */
export async function loadOwnPlugin(
  em: EntityManager,
  viewer: Viewer,
  name: string,
  roles: readonly MemberRole[],
): Promise<OwnPlugin> {
  subjectOf(viewer);
  const plugin = await em.findOne(Plugin, { name }, { disableIdentityMap: true });
  const role = plugin && (await roleOf(em, viewer, plugin.publisherId));
  const publisher = plugin && (await em.findOne(Publisher, { id: plugin.publisherId }, { disableIdentityMap: true }));
  if (plugin && publisher && role && roles.includes(role)) return { plugin, publisher };
  throw wrong(
    'FORBIDDEN',
    'plugin',
    `there is no plugin ${name.slice(0, 40)}, or you are none of its publisher's members with the role ${roles.join(' or ')}.`,
  );
}

/** The same, held until the transaction ends, of a publisher that may get something new. */
export async function holdOwnPlugin(
  em: EntityManager,
  viewer: Viewer,
  name: string,
  roles: readonly MemberRole[],
): Promise<OwnPlugin> {
  await em.nativeUpdate(Plugin, { name }, { version: raw('version + 1') as never });
  const own = await loadOwnPlugin(em, viewer, name, roles);
  assertNotSuspended(own.publisher);
  return own;
}
