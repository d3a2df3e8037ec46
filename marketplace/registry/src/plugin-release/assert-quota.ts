import { CityGraphError } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Plugin } from '../plugin/plugin.entity.ts';
import type { Publisher } from '../publisher/publisher.entity.ts';
import { PluginRelease } from './plugin-release.entity.ts';

const DAY_MS = 86_400_000;
/** Releases that one publisher publishes within a day, of all its plugins. */
export const MOST_A_DAY = 500;

/** @throws RATE_LIMITED */
export async function assertQuota(
  em: EntityManager,
  { id, handle }: Pick<Publisher, 'id' | 'handle'>,
  now: Date,
  most = MOST_A_DAY,
): Promise<void> {
  const plugins = await findRows(em, Plugin, { publisherId: id }, { fields: ['name'] });
  const publishedAt = { $gt: new Date(now.getTime() - DAY_MS) };
  const published = await em.count(PluginRelease, { plugin: { $in: plugins.map(({ name }) => name) }, publishedAt });
  if (published < most) return;
  throw new CityGraphError(
    'RATE_LIMITED',
    `${handle} published ${published} releases within a day, which is the most; publish again tomorrow.`,
  );
}
