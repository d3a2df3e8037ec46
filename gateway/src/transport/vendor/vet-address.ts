import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why an address is not dialled. */
export type AddressRefusal = 'not-an-address' | 'not-public' | 'embeds-ipv4' | 'cloud-metadata' | 'own-address';

/**
 * Where clouds answer about the machine that asks, credentials included. Most lie in ranges that are refused anyway; Azure's
 * is an ordinary public address.
 */
const METADATA = new Set([
  '169.254.169.254', // AWS, Google, Azure, Oracle, DigitalOcean, Hetzner, OpenStack
  '169.254.169.253', // AWS, DNS
  '169.254.170.2', // AWS, ECS tasks
  '169.254.170.23', // AWS, EKS pod identity
  '169.254.0.23', // Tencent
  '100.100.100.200', // Alibaba
  '168.63.129.16', // Azure, the host
  '192.0.0.192', // Oracle Classic
  'fd00:ec2::254', // AWS
  'fd00:ec2::23', // AWS, EKS pod identity
  'fd20:ce::254', // Google
]);

/** What ipaddr.js calls the ranges that hold an IPv4 address: RFC 4291, 6145, 6052 with 8215, 3056, 4380. */
const EMBEDDING = new Set(['ipv4Mapped', 'rfc6145', 'rfc6052', '6to4', 'teredo']);

/** RFC 4291 §2.4: all that was ever given out as global unicast. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** RFC 4291 §2.5.5.1: "IPv4-compatible", deprecated, and still understood by some stacks. */
const COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

/**
 * May a vendor's address be dialled? Only public unicast is; everything else is refused, also what nobody has thought of.
 * @param own addresses and CIDR ranges that are refused besides
 * @returns why not; null: it may
 */
export function vetAddress(address: string, own: readonly string[] = []): AddressRefusal | null {
  // ipaddr.js reads octal, hexadecimal and short forms: nothing that comes out of a resolver or a socket has them.
  if (isIP(address) === 0 || address.includes('%')) return 'not-an-address';
  const ip = ipaddr.parse(address);
  if (METADATA.has(ip.toString())) return 'cloud-metadata';
  if (own.some((range) => holds(range, ip))) return 'own-address';
  return ip instanceof ipaddr.IPv6 ? vetIPv6(ip) : vetRange(ip.range());
}

/** Is it this machine itself? */
export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && !address.includes('%') && ipaddr.parse(address).range() === 'loopback';
}

function vetIPv6(ip: ipaddr.IPv6): AddressRefusal | null {
  const range = ip.range();
  if (EMBEDDING.has(range) || isIsatap(ip)) return 'embeds-ipv4';
  if (range === 'unicast' && ip.match(COMPATIBLE)) return 'embeds-ipv4';
  return ip.match(GLOBAL_UNICAST) ? vetRange(range) : 'not-public';
}

function vetRange(range: string): AddressRefusal | null {
  return range === 'unicast' ? null : 'not-public';
}

/** RFC 5214 §6.1: the interface identifier is 0000:5efe or 0200:5efe, then the IPv4 address. */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return parts[5] === 0x5efe && ((parts[4] ?? 0) & 0xfdff) === 0;
}

function holds(range: string, ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const [network, bits] = range.includes('/') ? ipaddr.parseCIDR(range) : whole(ipaddr.parse(range));
  return network.kind() === ip.kind() && ip.match(network, bits);
}

function whole(ip: ipaddr.IPv4 | ipaddr.IPv6): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  return [ip, ip.kind() === 'ipv4' ? 32 : 128];
}
