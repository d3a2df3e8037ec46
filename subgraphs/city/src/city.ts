import type { Purpose } from '@citygraph/contract';
import type { DemoHandle } from './demo/demo-people.ts';
import type { Random } from './random.ts';

/** An administrative division: 6 digits to the district, 9 for streets and towns, 12 for villages. */
export interface Division {
  readonly code: string;
  readonly name: string;
  readonly level: 'province' | 'city' | 'district' | 'street' | 'village';
  readonly parent: string | null;
  /** One of the six pilot towns of the city's plan. */
  readonly pilotTown: boolean;
}

export interface Agency {
  readonly uscc: string;
  readonly name: string;
  readonly field: AgencyField;
}

export type AgencyField =
  | 'government-service'
  | 'public-security'
  | 'civil-affairs'
  | 'health'
  | 'education'
  | 'social-security'
  | 'housing'
  | 'natural-resources'
  | 'market-supervision'
  | 'environment'
  | 'emergency'
  | 'finance'
  | 'development-reform';

export interface Place {
  readonly id: string;
  readonly kind: 'dwelling' | 'school' | 'hospital' | 'firm' | 'agency' | 'public' | 'field';
  readonly addressText: string;
  /** CGCS2000, degrees. */
  readonly longitude: number;
  readonly latitude: number;
  /** Village code. */
  readonly division: string;
  readonly parcel: string;
}

export type RightsHolder = { readonly resident: string } | { readonly uscc: string };

export interface Parcel {
  readonly id: string;
  /** GB/T 37346. */
  readonly realEstateUnitCode: string;
  /** GB/T 21010 land-use class. */
  readonly landUseCode: string;
  /** Closed outer ring, CGCS2000 degrees, longitude first. */
  readonly ring: readonly (readonly [number, number])[];
  readonly areaM2: number;
  readonly place: string;
  readonly rightsHolders: readonly RightsHolder[];
}

export interface Household {
  readonly id: string;
  /** `Resident.id`, adults first. */
  readonly members: readonly string[];
  /** `Place.id`. */
  readonly dwelling: string;
  readonly lowIncome: boolean;
}

export interface Resident {
  readonly id: string;
  /** GB 11643. */
  readonly idNumber: string;
  readonly name: string;
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
  readonly household: string;
  /** `CitizenCard.id`; everybody has one. */
  readonly card: string;
}

export interface Guardianship {
  readonly guardian: string;
  readonly ward: string;
}

export type LegalEntityKind =
  | 'hospital'
  | 'school'
  | 'bank'
  | 'shop'
  | 'manufacturer'
  | 'farm'
  | 'agency'
  | 'vendor'
  | 'developer'
  | 'utility'
  | 'insurer'
  | 'carrier';

export interface LegalEntity {
  readonly uscc: string;
  readonly name: string;
  readonly kind: LegalEntityKind;
  /** GB/T 4754. */
  readonly industryCode: string;
  readonly status: 'IN_OPERATION' | 'REVOKED' | 'DEREGISTERED';
  readonly place: string;
  /** `Resident.id`. */
  readonly representative: string;
  /** Whether it holds the licences its business needs; a few do not. */
  readonly licensed: boolean;
}

export interface School {
  readonly code: string;
  readonly uscc: string;
  readonly name: string;
  readonly stage: 'primary' | 'junior' | 'senior';
  readonly place: string;
  /** Village codes; every village lies in exactly one catchment of each stage. */
  readonly catchment: readonly string[];
  /** First-year places. */
  readonly capacity: number;
}

export interface Hospital {
  readonly uscc: string;
  readonly level: '3A' | '3B' | '2A' | '2B' | '1';
  readonly beds: number;
  readonly specialties: readonly string[];
}

export interface Vehicle {
  readonly vin: string;
  readonly plate: string;
  /** GA 802 class of vehicle. */
  readonly class: string;
  /** `Resident.id`. */
  readonly owner: string;
}

export type Crop = 'maize' | 'rice' | 'soybean' | 'potato' | 'ginseng';

/** A piece of farmed land in one season, with one crop. */
export interface FieldPlot {
  readonly id: string;
  readonly parcel: string;
  readonly place: string;
  readonly crop: Crop;
}

export interface Farm {
  readonly id: string;
  readonly name: string;
  /** `Resident.id`. */
  readonly farmer: string;
  /** USCC of the cooperative that runs it, if one does. */
  readonly operator: string | null;
  readonly plots: readonly FieldPlot[];
}

/** Goods with a bar code. */
export interface Product {
  /** GTIN-14 under 952, GS1's prefix for examples: no real product has it. */
  readonly gtin: string;
  readonly name: string;
  /** USCC of the firm whose brand it is. */
  readonly brandOwner: string;
  /** What it is grown from, when its batches can be traced to a plot. */
  readonly crop: Crop | null;
  /** USCC of who offers it, at least one. */
  readonly sellers: readonly string[];
}

export type Commodity = 'electricity' | 'water' | 'gas' | 'heat';

/** A meter's position in the network (IEC 61968-9). */
export interface UsagePoint {
  /** A UUID, as CIM asks of an mRID. */
  readonly mrid: string;
  readonly commodity: Commodity;
  readonly place: string;
  /** USCC of the utility that reads it. */
  readonly operator: string;
}

/** The city's (invented) tariff of a commodity: each tier up to a monthly use, at a price. */
export interface Tariff {
  readonly unit: 'kWh' | 'm3' | 'GJ';
  readonly tiers: readonly { readonly upTo: number | null; readonly centsPerUnit: number }[];
}

/** A month of a meter. */
export interface Bill {
  /** `UsagePoint.mrid`. */
  readonly mrid: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** In the tariff's unit. */
  readonly use: number;
  readonly amountCents: number;
  /** Paid from the citizen card of a demo person who lives there. */
  readonly paid: boolean;
}

export interface ChargingStation {
  readonly id: string;
  readonly operator: string;
  readonly place: string;
  readonly connectors: number;
}

export interface CropPolicy {
  readonly id: string;
  readonly insurer: string;
  /** `Farm.id`. */
  readonly farm: string;
  /** Insured from and to, both days included, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  readonly sumInsuredCents: number;
}

export interface DemoPerson {
  readonly handle: DemoHandle;
  /** OIDC `sub`, the same in the realm file. */
  readonly subject: string;
  readonly resident: string;
  readonly displayName: string;
  /** USCC of the agency or institution the person works for. */
  readonly agency: string | null;
  readonly represents: readonly string[];
}

/** A case that a demo officer works on. */
export interface DemoCase {
  readonly id: string;
  /** OIDC `sub` of the officer. */
  readonly officer: string;
  readonly agency: string;
  readonly purposes: readonly Purpose[];
  readonly subjects: readonly string[];
}

export interface City {
  readonly seed: number;
  /** Share of the city's 5.15 million residents. */
  readonly scale: number;
  /** The day the city is seen on, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly divisions: readonly Division[];
  readonly agencies: readonly Agency[];
  readonly places: readonly Place[];
  readonly parcels: readonly Parcel[];
  readonly households: readonly Household[];
  readonly residents: readonly Resident[];
  readonly guardianships: readonly Guardianship[];
  readonly legalEntities: readonly LegalEntity[];
  readonly schools: readonly School[];
  readonly hospitals: readonly Hospital[];
  readonly vehicles: readonly Vehicle[];
  readonly farms: readonly Farm[];
  readonly products: readonly Product[];
  readonly usagePoints: readonly UsagePoint[];
  readonly tariffs: Readonly<Record<Commodity, Tariff>>;
  /** The last month of every meter; four months where a demo person lives. */
  readonly bills: readonly Bill[];
  readonly chargingStations: readonly ChargingStation[];
  readonly cropPolicies: readonly CropPolicy[];
  readonly demo: Readonly<Record<DemoHandle, DemoPerson>>;
  readonly demoCases: readonly DemoCase[];
  /** A stream of its own for each user, so that a new department changes nobody else's data. */
  random(stream: string): Random;
  /** SHA-256 of everything above: same seed, scale and day, same digest. */
  digest(): string;
}
