import { createCity, DEMO_ENTITIES, ELDER_CHILD } from '@citygraph/city';
import { generateSigningKey, type Viewer } from '@citygraph/contract';
import { anonymous, officer, resident } from '@citygraph/kit/testing';
import { DATA_AUTHORITY, PROVIDERS } from '../catalog-entry/providers.ts';

/** The city that the registry's tests play in, and the people they play with. */
export const city = createCity({ scale: 0.0002 });
export const now = new Date('2026-11-02T09:00:00+08:00');
export const { shop, bank } = DEMO_ENTITIES;
export const keys = { subjectSecret: new Uint8Array(32).fill(7), consentKey: await generateSigningKey() };

const child = ELDER_CHILD.id;
const admin = (subject: string) =>
  officer({ agency: DATA_AUTHORITY, subject, roles: ['resident', 'officer', 'administrator'] });

/** Somebody who is signed in and holds no office. */
export const person = (subject: string): Viewer => officer({ agency: 'x', subject, roles: ['resident'] });

export const people = {
  parent: resident(city.demo.parent.resident, { guardianOf: [child] }),
  neighbour: resident('res_neighbour'),
  shopOwner: resident(city.demo['shop-owner'].resident, { represents: [shop] }),
  banker: officer({ agency: bank, subject: 'sub-banker', roles: ['resident', 'lender'] }),
  admin: admin('sub-admin'),
  admin2: admin('sub-admin2'),
  finance: officer({ agency: PROVIDERS.finance ?? '', subject: 'sub-finance' }),
  energy: officer({ agency: PROVIDERS.energy ?? '', subject: 'sub-energy' }),
  nobody: anonymous(),
} as const;
export { child };

/** A graph of two departments and a plugin, as composing writes it. */
export const graph = `
schema @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) { query: Query }
enum join__Graph {
  AIR @join__graph(name: "air", url: "http://air")
  ENERGY @join__graph(name: "energy", url: "http://energy")
  FINANCE @join__graph(name: "finance", url: "http://finance")
}
type Query @join__type(graph: ENERGY) @join__type(graph: FINANCE) { legalEntity: LegalEntity @join__field(graph: FINANCE) }
"""A firm."""
type LegalEntity @join__type(graph: AIR, key: "uscc") @join__type(graph: ENERGY, key: "uscc") @join__type(graph: FINANCE, key: "uscc") {
  uscc: ID! @sensitivity(level: "S1")
  name: String @join__field(graph: FINANCE) @sensitivity(level: "S1")
  """Turnover of a year, as a band."""
  invoiceTurnover: Turnover @join__field(graph: FINANCE) @sensitivity(level: "S3") @purpose(any: ["credit-assessment"])
  annualEnergyUse: String @join__field(graph: ENERGY) @sensitivity(level: "S3")
  secret: String @join__field(graph: ENERGY) @sensitivity(level: "I")
  diagnosis: String @join__field(graph: FINANCE) @sensitivity(level: "S4")
  air: String @join__field(graph: AIR) @sensitivity(level: "S1")
}
"""A band."""
type Turnover @join__type(graph: FINANCE) @sensitivity(level: "S2") { band: String  note: String @sensitivity(level: "S1") }
`;
