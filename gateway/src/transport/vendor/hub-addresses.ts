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
