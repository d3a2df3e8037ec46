import { type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { demoPlaces } from '../seed/load-profile.ts';
import { DistributedGenerator } from './distributed-generator.entity.ts';
import type { DerTechnology, GeneratorStatus } from './distributed-generator.rules.ts';
import { GridParcel, ParcelHolder } from './grid-parcel.entity.ts';

const holderOf = (holder: { readonly resident: string } | { readonly uscc: string }): string =>
  'uscc' in holder ? holder.uscc : holder.resident;

/** Parcels with their holders; roofs with panels, villages' solar for poor households, and what waits for the utility. */
export async function seedDistributedGenerators(em: EntityManager, city: City): Promise<void> {
  const operatorUscc = city.usagePoints.find(({ commodity }) => commodity === 'electricity')?.operator ?? '';
  await insertRows(
    em,
    GridParcel,
    city.parcels.map(({ id, landUseCode }) => ({ parcelId: id, landUseCode, operatorUscc })),
  );
  await insertRows(em, ParcelHolder, holders(city));
  await insertRows(em, DistributedGenerator, generators(city, operatorUscc));
}

function* holders(city: City) {
  for (const { id, rightsHolders } of city.parcels) {
    for (const holder of new Set(rightsHolders.map(holderOf))) yield { parcelId: id, holder };
  }
}

function* generators(city: City, operatorUscc: string) {
  const random = city.random('energy/generators');
  const kindOf = new Map(city.places.map(({ id, kind }) => [id, kind]));
  const firmAt = new Map(city.legalEntities.map((firm) => [firm.place, firm]));
  const demo = demoPlaces(city);
  const appliedAt = new Date(`${Number(city.asOf.slice(0, 4)) - 1}-04-10T10:00:00+08:00`);
  const decidedAt = new Date(appliedAt.getTime() + 20 * 86_400_000);
  const farmersHome = demoHome(city);
  for (const { id, place, rightsHolders, landUseCode } of city.parcels) {
    const [holder] = rightsHolders;
    if (!holder) continue;
    const row = (
      technology: DerTechnology,
      kw: number,
      povertyAlleviation = false,
      status: GeneratorStatus = 'CONNECTED',
    ) => ({
      mrid: uuidOf(`${id} ${technology}`),
      parcelId: id,
      technology,
      openTechnology: technology,
      ratedW: kw * 1000,
      povertyAlleviation,
      status,
      operatorUscc,
      applicant: holderOf(holder),
      appliedAt,
      decidedAt: status === 'APPLIED' ? null : decidedAt,
      decidedBy: null,
      reason: null,
      leftAt: null,
    });
    const firm = firmAt.get(place);
    if (firm?.kind === 'farm') {
      const own = demo.firms.has(place);
      if (own || random.chance(0.4)) yield row('SOLAR_PV', random.int(10, 30) * 10, true);
      if (own) yield row('STORAGE', 50, false, 'APPLIED');
      if (random.chance(0.2)) yield row('STRAW_BIOMASS', random.int(20, 80) * 10);
    } else if (firm?.kind === 'manufacturer') {
      if (random.chance(0.3)) yield row('SOLAR_PV', random.int(20, 200) * 10);
    } else if (kindOf.get(place) === 'dwelling' && !landUseCode.startsWith('01')) {
      if (place === farmersHome || random.chance(0.02)) yield row('SOLAR_PV', random.int(3, 12));
    }
  }
}

/** Where the demo farmer lives: panels on the roof. */
function demoHome(city: City): string | undefined {
  const household = city.residents.find(({ id }) => id === city.demo.farmer.resident)?.household;
  return city.households.find(({ id }) => id === household)?.dwelling;
}

/** A UUID made of a name (RFC 9562 version 8). */
function uuidOf(name: string): string {
  const digits = Array.from(opaqueId('', `generator ${name}`) + opaqueId('', `generator/2 ${name}`), (letter) =>
    (letter.charCodeAt(0) % 16).toString(16),
  ).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
