import { transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { HUB } from '../hub-viewer.ts';
import { makeRelease, pluginSdl } from './release-story.ts';

/** A release comes into the sandbox, as publishing lets it: in one transaction. Answers the change's number. */
export function publishRow(
  em: EntityManager,
  { plugin, version }: { readonly plugin: string; readonly version: string },
  now: Date,
): Promise<number> {
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    const sdl = pluginSdl(`${plugin}_v${version}`.replaceAll(/\W/g, '_'));
    const { id, digest } = await makeRelease(inner, { plugin, version, sdl, state: 'PUBLISHED', publishedAt: now });
    const number = await wantGraphs(inner, HUB, { act: 'publishRelease', plugin, release: digest }, now);
    await audit(inner, HUB, { act: 'publishRelease', target: id, before: null, after: { digest } }, now);
    return number;
  });
}
