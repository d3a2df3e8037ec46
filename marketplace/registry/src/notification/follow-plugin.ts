import type { Viewer } from '@citygraph/contract';
import { transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { wrong } from '../wrong.ts';
import { PluginFollower } from './notification.entity.ts';

const MOST_FOLLOWED = 500;

/** From now on somebody is told what becomes of a plugin, or no more. Said again, it stays so. Answers the plugin's name. */
export async function followPlugin(
  em: EntityManager,
  viewer: Viewer,
  { plugin, follow }: { readonly plugin: string; readonly follow: boolean },
  now: Date,
): Promise<string> {
  const subject = subjectOf(viewer);
  await transact(em, async (inner) => {
    if (!(await inner.findOne(Plugin, { name: plugin }))) {
      throw wrong('NOT_FOUND', 'plugin', `there is no plugin ${plugin.slice(0, 40)}.`);
    }
    const before = await inner.findOne(PluginFollower, { plugin, subject }, { disableIdentityMap: true });
    if ((before !== null) === follow) return;
    const after = follow ? { plugin, subject, since: now } : null;
    if (after === null) await inner.nativeDelete(PluginFollower, { plugin, subject });
    else {
      if ((await inner.count(PluginFollower, { subject })) >= MOST_FOLLOWED) {
        throw wrong('CONFLICT', 'plugin', `you follow ${MOST_FOLLOWED} plugins, which is the most.`);
      }
      await inner.createQueryBuilder(PluginFollower).insert(after).onConflict(['plugin', 'subject']).ignore().execute();
    }
    await audit(inner, viewer, { act: follow ? 'followPlugin' : 'unfollowPlugin', target: plugin, before, after }, now);
  });
  return plugin;
}
