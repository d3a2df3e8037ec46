import { createHash } from 'node:crypto';
import { agencies } from './agencies.ts';
import { issueBills, TARIFFS } from './bills.ts';
import type { City, LegalEntity, Vehicle } from './city.ts';
import { codeMint } from './codes.ts';
import { layOutFarms } from './countryside.ts';
import { demoCases, settleDemoPeople } from './demo/demo-families.ts';
import { demoPeople, isDemoPerson } from './demo/demo-people.ts';
import { divisions } from './divisions/divisions.ts';
import { stockGoods } from './goods.ts';
import { foundInstitutions } from './institutions.ts';
import { insureFarms } from './insurance.ts';
import { surveyor } from './land.ts';
import { buildChargingStations, connectMeters } from './networks.ts';
import { register, settleFamilies } from './people.ts';
import { type Random, randomStream } from './random.ts';

/** Residents of the real city whose health records the plan counts. */
const POPULATION = 5_150_000;

export interface CityOptions {
  readonly seed?: number;
  /** Share of the city's residents. */
  readonly scale?: number;
  /** The day the city is seen on, `YYYY-MM-DD`. */
  readonly asOf?: string;
}

/** The synthetic city: real divisions, invented people, everything from one number. */
export function createCity({ seed = 2016, scale = 0.001, asOf = '2026-11-01' }: CityOptions = {}): City {
  const random = (stream: string): Random => randomStream(`${seed}/${stream}`);
  const population = Math.max(200, Math.round(POPULATION * scale));
  const mint = codeMint();
  const land = surveyor(mint, random('land'));
  const people = register(asOf, mint, land, random('identity numbers'));
  settleDemoPeople(people);
  settleFamilies(people, asOf, population, random('families'));
  const { legalEntities, schools, hospitals } = foundInstitutions(
    mint,
    land,
    people.adults.filter(({ id }) => !isDemoPerson(id)),
    population,
    random('institutions'),
  );
  const vehicles = registerVehicles(
    people.adults.map(({ id }) => id),
    mint,
    random('vehicles'),
  );

  const applicant = legalEntities.find(({ kind, status }) => kind === 'developer' && status === 'IN_OPERATION');
  if (!applicant) throw new Error('The city has no developer.');
  const site = land.build('citygraph:demo:site', 'public', '220102001001', [{ uscc: applicant.uscc }], {
    label: '待建地块',
  });
  const parcel = land.parcels.find(({ id }) => id === site.parcel);

  const farms = layOutFarms(land, people, legalEntities, asOf, random('farms'));
  const products = stockGoods(legalEntities, random('goods'));
  const usagePoints = connectMeters(land.places, legalEntities);
  const demoDwellings = new Set(
    people.households.filter(({ members }) => members.some(isDemoPerson)).map(({ dwelling }) => dwelling),
  );
  const bills = issueBills(usagePoints, demoDwellings, asOf, random('bills'));
  const chargingStations = buildChargingStations(land, legalEntities, population, random('charging stations'));
  const cropPolicies = insureFarms(farms, legalEntities, asOf, random('crop insurance'));

  const facts = {
    seed,
    scale,
    asOf,
    divisions,
    agencies,
    places: land.places,
    parcels: land.parcels,
    households: people.households,
    residents: people.residents,
    guardianships: people.guardianships,
    legalEntities,
    schools,
    hospitals,
    vehicles,
    farms,
    products,
    usagePoints,
    tariffs: TARIFFS,
    bills,
    chargingStations,
    cropPolicies,
    demo: demoPeople(representation(legalEntities)),
    demoCases: demoCases({ parcel: parcel?.realEstateUnitCode ?? '', applicant: applicant.uscc }),
  };
  return { ...facts, random, digest: () => createHash('sha256').update(JSON.stringify(facts)).digest('hex') };
}

function registerVehicles(owners: readonly string[], mint: ReturnType<typeof codeMint>, random: Random): Vehicle[] {
  return owners
    .filter(() => random.chance(0.22))
    .map((owner) => ({
      vin: mint.vin(),
      plate: mint.plate(random),
      class: random.pick(['K33', 'K33', 'K33', 'K32', 'H31', 'M21']),
      owner,
    }));
}

function representation(entities: readonly LegalEntity[]): Map<string, string[]> {
  const represents = new Map<string, string[]>();
  for (const { representative, uscc, status } of entities) {
    if (status === 'IN_OPERATION') represents.set(representative, [...(represents.get(representative) ?? []), uscc]);
  }
  return represents;
}
