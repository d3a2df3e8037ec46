import type { Viewer } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { Publisher, PublisherMember } from './publisher.entity.ts';
import { PublisherDomain } from './publisher-domain.entity.ts';
import { isOwnHost } from './runs-there.ts';
import { TakenName } from './taken-name.entity.ts';

/**
 * Inside a transaction: the domain is its publisher's no more, and free for whoever proves it. Nothing widens by it: what runs there goes to nobody more, and gets nothing that
 * was granted. What clients have of it beside that goes on until somebody decides, for which administrators are told.
 */
export async function loseDomain(
  em: EntityManager,
  viewer: Viewer,
  { id: publisherId, handle, domain: first, verification }: Publisher,
  domain: string,
  reason: string,
  now: Date,
): Promise<void> {
  await em.nativeDelete(PublisherDomain, { publisherId, domain });
  await em.nativeDelete(TakenName, { kind: 'domain', name: domain });
  const left = await findRows(em, PublisherDomain, { publisherId }, { orderBy: { provedAt: 'asc', domain: 'asc' } });
  const change = {
    domain: first === domain ? (left[0]?.domain ?? null) : first,
    // A licence that was seen stays seen; where its plugins may run is another question.
    verification: left.length === 0 && verification === 'DOMAIN_PROVED' ? ('UNVERIFIED' as const) : verification,
  };
  await em.nativeUpdate(Publisher, { id: publisherId }, change);
  const serving = await servingThere(
    em,
    publisherId,
    domain,
    left.map((one) => one.domain),
  );
  const owners = await findRows(em, PublisherMember, { publisherId, role: 'OWNER' });
  const what = { publisher: handle, domain, reason, serving };
  await announce(em, 'publisher.domain-lost', what, now, {
    recipients: owners.map(({ subject }) => subject),
    offices: officesOf([]),
  });
  const after = { domains: left.map((one) => one.domain), ...change };
  const before = { domain: first, verification, lost: domain };
  await audit(em, viewer, { act: 'loseDomain', target: handle, reason, before, after }, now);
  // What was granted reaches no server that is not its publisher's any more.
  await touchPolicy(em, now);
}

/** Plugins whose stable release runs on that domain and on no other of their publisher's. */
async function servingThere(
  em: EntityManager,
  publisherId: string,
  domain: string,
  left: readonly string[],
): Promise<string[]> {
  const plugins = await findRows(em, Plugin, { publisherId });
  const plugin = { $in: plugins.map(({ name }) => name) };
  const stable = await em.find(
    PluginRelease,
    { plugin, state: 'STABLE' },
    { fields: ['plugin', 'stableUrl'], disableIdentityMap: true },
  );
  return stable
    .filter(({ stableUrl }) => isOwnHost(stableUrl, [domain]) && !isOwnHost(stableUrl, left))
    .map((release) => release.plugin)
    .sort();
}
