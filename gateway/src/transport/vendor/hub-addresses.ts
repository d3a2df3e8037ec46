import { hostname, networkInterfaces } from 'node:os';

/** Where the hub itself can be reached: nobody outside may send it there. */
export interface HubAddresses {
  /** Addresses and ranges in CIDR notation: its own public ones, and those that only its network knows (a NAT64 prefix, say). */
  readonly addresses: readonly string[];
  /** Names in lower case. */
  readonly hosts: readonly string[];
  /** Ports of its listeners on loopback, whatever loopback address they are bound to. */
  readonly ports: readonly number[];
}

export const NOWHERE: HubAddresses = { addresses: [], hosts: [], ports: [] };

/**
 * A hub whose listeners are on this machine: at every address that the machine has, under its own name, and where else it says that it can be reached (a load balancer, a public
 * name). `ports` may grow.
 */
export function hubOnThisMachine(
  ports: readonly number[],
  { addresses = [], hosts = [] }: Partial<Pick<HubAddresses, 'addresses' | 'hosts'>> = {},
): HubAddresses {
  const own = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
  );
  return {
    addresses: [...new Set([...own, ...addresses])],
    hosts: [...new Set([hostname(), ...hosts].map((name) => name.toLowerCase()))],
    ports,
  };
}
