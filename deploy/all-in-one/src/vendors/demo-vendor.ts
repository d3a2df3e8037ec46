import type { DemoHandle } from '@citygraph/city';
import type { Purpose } from '@citygraph/contract';

/** A vendor of the demo city: whose plugin it is, and what its people say while they publish it. */
export interface DemoVendor {
  /** Folder in `examples/plugins`, and subgraph. */
  readonly name: string;
  /** Who signs in for it. */
  readonly person: DemoHandle;
  readonly publisher: { readonly name: string; readonly contact: string };
  /** Its licence (GB 32100): who is sent data beyond S1 has to show one. */
  readonly uscc: string;
  /** Names outside its namespace, and entities of the city's that it returns (`iov:ChargingStation`); and why. */
  readonly claims: readonly string[];
  readonly claimReason: string;
  readonly grants: readonly WantedGrant[];
  /** A type that the graph has as soon as the plugin is in it. */
  readonly type: string;
}

/** Data that the plugin's manifest declares, for one purpose. */
export interface WantedGrant {
  readonly purpose: Purpose;
  /** Whether whose data it is has to say yes as well. */
  readonly needsConsent: boolean;
  readonly reason: string;
}

export const DEMO_VENDORS: readonly DemoVendor[] = [
  {
    name: 'satellite',
    person: 'vendor-satellite',
    publisher: { name: 'Beihu Remote Sensing', contact: 'help@beihu-rs.example' },
    uscc: '91220100MA1C50015X',
    claims: ['Parcel.scenes', 'Parcel.ndvi', 'Parcel.landUseChange', 'NdviPoint', 'LandUseChange'],
    claimReason: 'The city’s own words for what is seen of a parcel from above.',
    grants: [
      {
        purpose: 'self-service',
        // A boundary is about land: whose it is, the vendor is not told.
        needsConsent: false,
        reason: 'To show people how green a parcel is, counted pixel by pixel within its boundary.',
      },
    ],
    type: 'SatelliteScene',
  },
  {
    name: 'iov',
    person: 'vendor-iov',
    publisher: { name: 'Qihang Connected Vehicles', contact: 'help@qihang-iov.example' },
    uscc: '91220100MA1C50023Q',
    claims: ['iov:ChargingStation'],
    claimReason: 'To answer with the city’s own stations, not with copies of them.',
    grants: [
      {
        purpose: 'self-service',
        needsConsent: true,
        reason: 'To show state and position of a vehicle to its owner, and to nobody else.',
      },
      {
        purpose: 'emergency-response',
        needsConsent: false,
        reason: 'To tell the emergency service where a vehicle is, on a case.',
      },
    ],
    type: 'IovVehicleState',
  },
];
