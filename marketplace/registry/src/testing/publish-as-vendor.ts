import { ANONYMOUS, type Viewer } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { publishRelease } from '../plugin-release/publish-release.ts';
import { admitting, type PublisherOfStory, pluginSdl, vendor } from './release-story.ts';

const ownerOf = ({ owner }: PublisherOfStory): Viewer => ({
  principal: { ...ANONYMOUS, subject: owner, roles: ['vendor'] },
  standing: null,
  purpose: null,
  receivers: [],
});
/** The namespace of all its plugins. */
export const NAMESPACE = 'air';

/** It dials nobody: addresses are only looked at. */
const client = { vet: () => null, ask: async () => ({ failure: 'nobody is asked here' }) };

/**
 * A release comes in as its publisher brings it: by the whole of what the mutation `publishRelease` does, with an admission that takes no time. Answers the change's number,
 * once it is acknowledged.
 */
export async function publishAsVendor(
  em: EntityManager,
  {
    plugin,
    version,
    publisher = vendor,
  }: { readonly plugin: string; readonly version: string; readonly publisher?: PublisherOfStory },
  now: Date,
): Promise<number> {
  const sdl = pluginSdl(`${plugin}_v${version}`.replaceAll(/\W/g, '_'));
  const manifest = JSON.stringify(manifestOf(publisher, plugin, version));
  const ports = { admission: admitting, client };
  const { releaseId, digest } = await publishRelease(
    em,
    ownerOf(publisher),
    { plugin, sdl, manifest, breaking: null },
    ports,
    now,
  );
  if (releaseId === null) throw new Error(`${plugin} ${version} was refused.`);
  const [change] = await findRows(em, GraphChange, { releaseDigest: digest, act: 'publishRelease' });
  if (!change) throw new Error(`${plugin} ${version} was acknowledged, and no change says so.`);
  return change.number;
}

const manifestOf = ({ handle }: PublisherOfStory, plugin: string, version: string) => ({
  apiVersion: 'citygraph.dev/v1',
  id: `city.${handle}.${plugin}`,
  version,
  publisher: handle,
  subgraph: plugin,
  namespace: NAMESPACE,
  title: { zh: '空气', en: 'Air' },
  description: { zh: '空气数据', en: 'Tells of the air.' },
  extends: [],
  runtime: {
    stable: { url: `https://${plugin}.${handle}.example/graphql` },
    sandbox: { url: `https://${plugin}.${handle}.example/sandbox` },
  },
  dataRegions: ['CN-JL'],
  permissions: { data: [], egressHosts: [] },
  support: { email: `help@${handle}.example` },
  licence: 'Apache-2.0',
});
