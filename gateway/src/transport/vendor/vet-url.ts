import { isIP } from 'node:net';
import { type HubAddresses, NOWHERE } from './hub-addresses.ts';
import { isLoopback, vetAddress } from './vet-address.ts';

/** Why a URL that a vendor names is not used. */
export type UrlRefusal =
  | 'not-a-url'
  | 'not-https'
  | 'credentials'
  | 'fragment'
  | 'port'
  | 'host-name'
  | 'private-name'
  | 'address'
  | 'own-listener';

/** A URL that may be dialled, as far as its text goes: what its host resolves to is vetted by every new socket. */
export interface VettedUrl {
  readonly url: URL;
  /** The operator's own exception for plugins on this machine: `http`, and addresses of loopback alone. */
  readonly isLoopback: boolean;
}

export interface UrlRules {
  /** The `host:port` pairs on this machine that the operator registered (embedded profile); `http` goes there alone. */
  readonly loopback?: readonly string[];
  readonly hub?: HubAddresses;
}

const LONGEST = 2_048;

/** Sentences for whoever registers the URL. */
export const URL_REFUSALS: Readonly<Record<UrlRefusal, string>> = {
  'not-a-url': `is not an absolute URL of at most ${LONGEST} plain characters`,
  'not-https': 'is not https',
  credentials: 'holds a user name or a password',
  fragment: 'has a fragment',
  port: 'names a port that is neither 443 nor 1024 or higher',
  'host-name': 'names a host that is not a full domain name',
  'private-name': 'names a host that only a private network knows',
  address: 'names an address that is not public',
  'own-listener': 'leads back to the hub',
};

/** Last labels that public DNS does not have, or that lead into somebody's own network: RFC 6761, 6762, 7686, 8375, 9476, ICANN's `internal`. */
const PRIVATE_ZONES = new Set(
  'localhost local localdomain internal intranet private corp home lan test invalid onion alt arpa consul svc kubernetes docker'.split(
    ' ',
  ),
);

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Judges any URL that a vendor can name: endpoint, health, logo, webhook, key set. */
export function vetUrl(text: string, { loopback = [], hub = NOWHERE }: UrlRules = {}): VettedUrl | UrlRefusal {
  const url = parse(text);
  if (!url) return 'not-a-url';
  if (url.username || url.password) return 'credentials';
  if (url.hash || text.includes('#')) return 'fragment';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isOnThisMachine(host)) return vetLoopback(url, host, loopback, hub);
  if (url.protocol !== 'https:') return 'not-https';
  if (url.port !== '' && Number(url.port) < 1_024) return 'port';
  if (hub.hosts.includes(host)) return 'own-listener';
  const refusal = isIP(host) ? vetLiteral(host, hub) : vetName(host);
  return refusal ?? { url, isLoopback: false };
}

function isOnThisMachine(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}

/** Exactly what was registered, and never the hub: whoever can name one loopback address can name them all. */
function vetLoopback(url: URL, host: string, loopback: readonly string[], hub: HubAddresses): VettedUrl | UrlRefusal {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (hub.ports.includes(Number(port))) return 'own-listener';
  if (!loopback.includes(`${url.hostname}:${port}`)) return isIP(host) ? 'address' : 'private-name';
  return url.protocol === 'https:' || url.protocol === 'http:' ? { url, isLoopback: true } : 'not-https';
}

function vetLiteral(host: string, { addresses }: HubAddresses): UrlRefusal | null {
  const refusal = vetAddress(host, addresses);
  if (refusal === null) return null;
  return refusal === 'own-address' ? 'own-listener' : 'address';
}

function vetName(host: string): UrlRefusal | null {
  const labels = host.split('.');
  if (PRIVATE_ZONES.has(labels.at(-1) ?? '')) return 'private-name';
  return labels.length > 1 && host.length <= 253 && labels.every((label) => LABEL.test(label)) ? null : 'host-name';
}

/** The parser of WHATWG drops tabs and newlines and reads a backslash as a slash: others who read the same text might not. */
function parse(text: string): URL | null {
  if (text.length > LONGEST || !/^[^\s\\\p{C}]+$/u.test(text)) return null;
  // `https:host` and `https:/host` are read as `https://host` by some, as paths by others.
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text) ? URL.parse(text) : null;
}
