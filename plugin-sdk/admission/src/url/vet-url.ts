import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface UrlRules {
  /** For pages that people read, not for what the hub dials. */
  readonly allowHttp?: boolean;
  /** `host:port` pairs on this machine that the operator registered. */
  readonly loopback?: readonly string[];
}

const LONGEST = 2_048;
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

/**
 * What is wrong with a URL, as far as its text goes; null: nothing. The gateway vets it again, with what its host resolves to, at
 * every dial.
 */
export function vetUrl(text: string, { allowHttp = false, loopback = [] }: UrlRules = {}): string | null {
  if (text.length > LONGEST || !/^[^\s\\\p{C}]+$/u.test(text) || !/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text)) {
    return `is not an absolute URL of at most ${LONGEST} plain characters`;
  }
  const url = URL.parse(text);
  if (!url) return 'is not a URL';
  if (url.username || url.password) return 'holds a user name or a password';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (loopback.includes(`${url.hostname}:${port}`) && isLoopback(host)) return null;
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) return 'is not https';
  return isIP(host) ? vetAddress(host) : vetName(host);
}

function vetAddress(host: string): string | null {
  const ip = ipaddr.parse(host);
  if (METADATA.has(ip.toString())) return "names a cloud's own address";
  const isPublic = ip.range() === 'unicast' && (ip instanceof ipaddr.IPv4 || ip.match(GLOBAL_UNICAST));
  return isPublic ? null : 'names an address that is not public';
}

function vetName(host: string): string | null {
  const labels = host.split('.');
  if (PRIVATE_ZONES.has(labels.at(-1) ?? '')) return 'names a host that only a private network knows';
  const isFull = labels.length > 1 && host.length <= 253 && labels.every((label) => LABEL.test(label));
  return isFull ? null : 'names a host that is not a full domain name';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && ipaddr.parse(host).range() === 'loopback');
}
