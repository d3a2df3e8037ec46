import { digestOfPayload } from '@citygraph/contract';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { Plugin } from '../plugin/plugin.entity.ts';
import { type PublishAnswer, type PublishPorts, publishRelease } from '../plugin-release/publish-release.ts';
import type { PublishRight, ReleasedPlugin } from '../plugin-release/publish-right.ts';
import { readManifest } from '../plugin-release/read-manifest.ts';
import { assertNotSuspended, publisherOf } from '../publisher/load-publisher.ts';
import { wrong } from '../wrong.ts';
import { actingWorkload, refusedRequest, viewerOf } from './acting-workload.ts';
import { Workload } from './workload.entity.ts';

export interface WorkloadPublishInput {
  /** `signWorkloadRequest` of act `publish`. */
  readonly request: string;
  readonly sdl: string;
  /** JSON. */
  readonly manifest: string;
}

/** Publishes what the workload signed, and nothing else: request, document and manifest belong together by the release's digest. */
export async function publishAsWorkload(
  em: EntityManager,
  { request: signed, sdl, manifest: text }: WorkloadPublishInput,
  ports: Omit<PublishPorts, 'right'>,
  now: Date,
): Promise<PublishAnswer> {
  const { workload, request } = await actingWorkload(em, signed, 'publish', now);
  const { plugin } = workload;
  const { manifest, written } = readManifest(text);
  const digest = digestOfPayload({ plugin, version: manifest.version, sdl, manifest: written });
  if (digest !== request.release) {
    throw wrong('BAD_USER_INPUT', 'request', `it is signed for ${request.release}, and this release is ${digest}.`);
  }
  const right = rightOf(workload, now);
  const input = { plugin, sdl, manifest: text, breaking: null };
  return publishRelease(em, viewerOf(workload), input, { ...ports, right }, now);
}

/** It makes no plugin: that takes a person. Revoked while admission judged, it stores nothing. */
const rightOf = ({ id, plugin: name }: Workload, now: Date): PublishRight => ({
  find: ({ em }) => pluginOf(em, name),
  async hold({ em }) {
    const living = await em.nativeUpdate(Workload, { id, revokedAt: null }, { usedAt: now });
    if (living === 0) throw refusedRequest(`${id} was revoked meanwhile`);
    await em.nativeUpdate(Plugin, { name }, { version: raw('version + 1') as never });
    return pluginOf(em, name);
  },
});

async function pluginOf(em: EntityManager, name: string): Promise<ReleasedPlugin> {
  const plugin = await em.findOneOrFail(Plugin, { name }, { disableIdentityMap: true });
  const publisher = await publisherOf(em, plugin.publisherId);
  assertNotSuspended(publisher);
  return { plugin, publisher, isNew: false };
}
