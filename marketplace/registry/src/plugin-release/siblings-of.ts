import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { IN_SANDBOX } from '../graph-set/read-wanted.ts';
import { sandboxOf } from '../graph-set/sandbox-of.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import type { Publisher } from '../publisher/publisher.entity.ts';
import { PluginRelease } from './plugin-release.entity.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** Digests of what the sandbox tries of a publisher's other plugins, in order. What is stable is in the graph that every document is judged against. */
export async function siblingsOf(
  em: EntityManager,
  { id: publisherId }: Pick<Publisher, 'id'>,
  except: string,
): Promise<string[]> {
  const own = await findRows(em, Plugin, { publisherId }, { fields: ['name', 'publisherId', 'disabled'] });
  const plugins = new Map(own.map((plugin) => [plugin.name, plugin]));
  const releases = await findRows(
    em,
    PluginRelease,
    { plugin: { $in: [...plugins.keys()] }, state: { $in: [...IN_SANDBOX] } },
    { fields: ['plugin', 'digest', 'state'], orderBy: { publishedAt: 'desc', id: 'desc' } },
  );
  return sandboxOf(releases, plugins, NOBODY)
    .filter(({ plugin, state }) => plugin !== except && state !== 'STABLE')
    .map(({ digest }) => digest)
    .sort();
}
