import { CityGraphError } from '@citygraph/contract';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import type { Publisher } from './publisher.entity.ts';
import { isAtLeast } from './publisher.rules.ts';

const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/**
 * Whether a plugin's server stands on the domain that its publisher proved, or under it. Who proved a port of this machine proved it for that machine: there the
 * operator's word counts, who registered each `host:port` pair that is asked at all (embedded profile).
 */
export function isOwnHost(url: string, domain: string | null): boolean {
  const { hostname } = new URL(url);
  if (LOOPBACK.test(hostname)) return true;
  return domain !== null && (hostname === domain || hostname.endsWith(`.${domain}`));
}

type Known = Pick<Publisher, 'handle' | 'domain' | 'verification'>;
type Runtime = Pick<PluginRelease, 'stableUrl' | 'sandboxUrl'>;

/** Why nobody outside the sandbox may be sent to where a release runs, with what to do; null: they may. */
export function whyOnlySandbox(
  { handle, domain, verification }: Known,
  { stableUrl, sandboxUrl }: Runtime,
): string | null {
  if (!isAtLeast(verification, 'DOMAIN_PROVED')) {
    return `${handle} has proved no domain: its releases stay in the sandbox until an owner does, with startDomainProof and proveDomain.`;
  }
  const channels = [
    ['runtime.stable.url', stableUrl],
    ['runtime.sandbox.url', sandboxUrl],
  ] as const;
  const away = channels.find(([, url]) => !isOwnHost(url, domain));
  if (!away) return null;
  const [key, url] = away;
  return `${key} is at ${new URL(url).hostname}, which is not under ${domain}, the domain that ${handle} proved: publish a version that runs there, or prove the other domain.`;
}

/** @throws FORBIDDEN when clients other than the sandbox's may not be sent there. */
export function assertRunsThere(publisher: Known, runtime: Runtime): void {
  const why = whyOnlySandbox(publisher, runtime);
  if (why !== null) throw new CityGraphError('FORBIDDEN', why);
}
