import type { WorkloadKey } from '@citygraph/contract';
import { expected } from '../expected.ts';
import type { Hub } from '../hub/hub.ts';
import { PUBLISH_AS_WORKLOAD, RELEASES_FOR_WORKLOAD, type WorkloadRelease } from '../operations/workload.ts';
import type { Bundle } from './bundle.ts';
import type { Published } from './publish-as-member.ts';

export interface PipelineOptions {
  readonly hub: Hub;
  readonly key: WorkloadKey;
  /** The one plugin that the workload is for. */
  readonly plugin: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What a pipeline may do without a person. Each request is signed for itself: no token is kept, sent or leaked. */
export interface Pipeline {
  publish(bundle: Bundle): Promise<Published>;
  /** The plugin's latest releases, the latest first, and behind them the one of this digest. */
  releases(digest: string | null): Promise<readonly WorkloadRelease[]>;
}

export async function pipelineOf({ hub, key, plugin, now }: PipelineOptions): Promise<Pipeline> {
  const { signWorkloadRequest } = await import('@citygraph/contract');
  return {
    async publish({ sdl, manifest, digest: release }) {
      const request = signWorkloadRequest(key, { act: 'publish', plugin, release }, now());
      const variables = { request, sdl, manifest: JSON.stringify(manifest) };
      return expected((await hub.act(PUBLISH_AS_WORKLOAD, variables, { workload: request })).publishAsWorkload);
    },
    async releases(digest) {
      const request = signWorkloadRequest(key, { act: 'status', plugin, release: null }, now());
      return (await hub.ask(RELEASES_FOR_WORKLOAD, { request, digest })).releasesForWorkload ?? [];
    },
  };
}
