import { CityGraphError } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { Plugin } from '../plugin/plugin.entity.ts';
import { Publisher } from '../publisher/publisher.entity.ts';

/** Who asked for a plugin may have been suspended since: then nothing new comes into force, by whoever's word. @throws CONFLICT */
export async function assertMayGet(em: EntityManager, name: string): Promise<void> {
  const plugin = await em.findOne(Plugin, { name }, { disableIdentityMap: true });
  const publisher = await em.findOne(Publisher, { id: plugin?.publisherId ?? '' }, { disableIdentityMap: true });
  if (publisher?.suspended === null) return;
  throw new CityGraphError(
    'CONFLICT',
    `The publisher of ${name} is suspended: ${publisher?.suspended ?? 'it is not there'}`,
  );
}
