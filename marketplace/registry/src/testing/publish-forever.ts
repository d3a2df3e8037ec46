import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { compose } from '@citygraph/composition';
import { readSigningKey } from '@citygraph/contract';
import { openDatabase } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { GraphPin } from '../graph-set/graph-pin.entity.ts';
import { graphPublisher } from '../graph-set/graph-publisher.ts';
import { GraphSetVersion } from '../graph-set/graph-set.entity.ts';
import { Incident } from '../incident/incident.entity.ts';
import { NameClaim } from '../name-claim/name-claim.entity.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Head } from '../policy/head.entity.ts';
import { Publisher, PublisherMember } from '../publisher/publisher.entity.ts';
import { PublisherDomain } from '../publisher/publisher-domain.entity.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { Composition } from '../supergraph-version/composition.entity.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { publishAsVendor } from './publish-as-vendor.ts';
import { storyComposer } from './story-composer.ts';

/**
 * `publish-forever <database> <key file> <number> [real]`: publishes release after release of one plugin until it is ended, and says the number of each that was acknowledged; with
 * `real`, graphs are composed as everywhere, by both composers in a worker. It begins when it is told so on stdin: a process takes seconds to be there.
 */
// Who is killed keeps nothing at its end, and the next would compile all this again.
flushCompileCache();
const [database = '', keyFile = '', name = '', composer = 'story'] = process.argv.slice(2);
const key = await readSigningKey(readFileSync(keyFile, 'utf8'));
/** What publishing touches, and no resolvers: the process is there in a moment. */
const entities = [
  AuditEntry,
  Composition,
  FirstPartyRelease,
  GraphChange,
  GraphPin,
  GraphSetVersion,
  Head,
  Incident,
  NameClaim,
  OutboxEvent,
  Plugin,
  PluginRelease,
  Publisher,
  PublisherDomain,
  PublisherMember,
  Rollout,
  SupergraphVersion,
];
const orm = await openDatabase({ url: database, subgraph: { name: 'registry', entities, migrations: [] } });
const em = (): EntityManager => orm.em.fork() as EntityManager;
const publisher = graphPublisher({ em, keys: () => [key], compose: composer === 'real' ? compose : storyComposer });

/** Each process has a day of its own: a publisher publishes 500 releases a day and no more. */
const today = new Date(Date.now() + Number(name) * 86_400_000);

await once(process.stdin, 'data');
for (let version = 1; ; version += 1) {
  const number = await publishAsVendor(em(), { plugin: 'air', version: `${name}.${version}.0` }, today);
  process.stdout.write(`${number}\n`);
  await publisher.settle();
}
