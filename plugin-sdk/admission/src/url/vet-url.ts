import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface UrlRules {
  /** For pages that people read, not for what the hub dials. */
  readonly allowHttp?: boolean;
  /** `host:port` pairs on this machine that the operator registered. */
  readonly loopback?: readonly string[];
}

export const LONGEST_URL = 2_048;
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** Last labels that public DNS does not have, or that lead into a private network: RFC 6761, 6762, 7686, 8375, 9476, ICANN's `internal`. */
const PRIVATE_ZONES = new Set(
  'localhost local localdomain internal intranet private corp home lan test invalid onion alt arpa consul svc kubernetes docker'.split(
    ' ',
  ),
);
/** Azure's host and Alibaba's metadata lie in ordinary ranges; the others are refused by theirs. */
const METADATA = new Set(['168.63.129.16', '100.100.100.200', '169.254.169.254', 'fd00:ec2::254', 'fd20:ce::254']);
/** RFC 4291 §2.4 */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** What is wrong with a URL, as findings name it. */
export type UrlFault =
  | 'not-absolute'
  | 'not-url'
  | 'credentials'
  | 'not-https'
  | 'cloud'
  | 'not-public'
  | 'private-host'
  | 'short-host';

/**
 * What is wrong with a URL, as far as its text goes; null: nothing. The gateway vets it again, with what its host resolves to, at
 * every dial.
 */
export function vetUrl(text: string, { allowHttp = false, loopback = [] }: UrlRules = {}): UrlFault | null {
  if (text.length > LONGEST_URL || !/^[^\s\\\p{C}]+$/u.test(text) || !/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text)) {
    return 'not-absolute';
  }
  const url = URL.parse(text);
  if (!url) return 'not-url';
  if (url.username || url.password) return 'credentials';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (loopback.includes(`${url.hostname}:${port}`) && isLoopback(host)) return null;
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) return 'not-https';
  return isIP(host) ? vetAddress(host) : vetName(host);
}

function vetAddress(host: string): UrlFault | null {
  const ip = ipaddr.parse(host);
  if (METADATA.has(ip.toString())) return 'cloud';
  const isPublic = ip.range() === 'unicast' && (ip instanceof ipaddr.IPv4 || ip.match(GLOBAL_UNICAST));
  return isPublic ? null : 'not-public';
}

function vetName(host: string): UrlFault | null {
  const labels = host.split('.');
  if (PRIVATE_ZONES.has(labels.at(-1) ?? '')) return 'private-host';
  const isFull = labels.length > 1 && host.length <= 253 && labels.every((label) => LABEL.test(label));
  return isFull ? null : 'short-host';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && ipaddr.parse(host).range() === 'loopback');
}
