import { CityGraphError } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import type { Publisher } from './publisher.entity.ts';
import { isAtLeast } from './publisher.rules.ts';
import { PublisherDomain } from './publisher-domain.entity.ts';

const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/**
 * Whether a plugin's server stands on a domain that its publisher proved, or under one. Who proved a port of this machine proved it for that machine: there the
 * operator's word counts, who registered each `host:port` pair that is asked at all (embedded profile).
 */
export function isOwnHost(url: string, domains: readonly string[]): boolean {
  const { hostname } = new URL(url);
  if (LOOPBACK.test(hostname)) return true;
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

export interface KnownPublisher extends Pick<Publisher, 'handle' | 'verification'> {
  /** Those that it proved and has not lost. */
  readonly domains: readonly string[];
}
type Runtime = Pick<PluginRelease, 'stableUrl' | 'sandboxUrl'>;

/** A publisher with its domains. */
export async function withDomains(
  em: EntityManager,
  { id, handle, verification }: Pick<Publisher, 'id' | 'handle' | 'verification'>,
): Promise<KnownPublisher> {
  const rows = await findRows(em, PublisherDomain, { publisherId: id }, { orderBy: { domain: 'asc' } });
  return { handle, verification, domains: rows.map(({ domain }) => domain) };
}

/** Why nobody outside the sandbox may be sent to where a release runs, with what to do; null: they may. */
export function whyOnlySandbox(
  { handle, domains, verification }: KnownPublisher,
  { stableUrl, sandboxUrl }: Runtime,
): string | null {
  if (!isAtLeast(verification, 'DOMAIN_PROVED')) {
    return `${handle} has proved no domain: its releases stay in the sandbox until an owner does, with startDomainProof and proveDomain.`;
  }
  const channels = [
    ['runtime.stable.url', stableUrl],
    ['runtime.sandbox.url', sandboxUrl],
  ] as const;
  const away = channels.find(([, url]) => !isOwnHost(url, domains));
  if (!away) return null;
  const [key, url] = away;
  const under = domains.length === 0 ? 'and no domain is proved' : `which is not under ${domains.join(' or ')}, proved`;
  return `${key} is at ${new URL(url).hostname}, ${under} by ${handle}: publish a version that runs there, or prove the other domain as well.`;
}

/** @throws FORBIDDEN when clients other than the sandbox's may not be sent there. */
export async function assertRunsThere(
  em: EntityManager,
  publisher: Pick<Publisher, 'id' | 'handle' | 'verification'>,
  runtime: Runtime,
): Promise<void> {
  const why = whyOnlySandbox(await withDomains(em, publisher), runtime);
  if (why !== null) throw new CityGraphError('FORBIDDEN', why);
}
