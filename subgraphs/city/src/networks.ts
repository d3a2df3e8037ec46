import { createHash } from 'node:crypto';
import type { ChargingStation, Commodity, LegalEntity, Place, UsagePoint } from './city.ts';
import { factsOf, villages } from './divisions/divisions.ts';
import type { Surveyor } from './land.ts';
import { opaqueId } from './opaque-id.ts';
import type { Random } from './random.ts';

const TOWN: readonly Commodity[] = ['electricity', 'water', 'gas', 'heat'];
const COUNTRY: readonly Commodity[] = ['electricity', 'water'];
const FIELD: readonly Commodity[] = ['electricity'];

/** Every building has its meters: electricity and water everywhere, gas and heat in town, a pump's electricity in every tenth field. */
export function connectMeters(places: readonly Place[], entities: readonly LegalEntity[]): UsagePoint[] {
  const operators = utilitiesByCommodity(entities);
  return places.flatMap(({ id, kind, division }, n) => {
    if (kind === 'public' || (kind === 'field' && n % 10 > 0)) return [];
    const commodities = kind === 'field' ? FIELD : factsOf(division).urban ? TOWN : COUNTRY;
    return commodities.map((commodity) => ({
      mrid: uuid(`usage point ${id} ${commodity}`),
      commodity,
      place: id,
      operator: operators[commodity],
    }));
  });
}

/** One station for a thousand residents, at least twenty. */
export function buildChargingStations(
  land: Surveyor,
  entities: readonly LegalEntity[],
  population: number,
  random: Random,
): ChargingStation[] {
  const { electricity } = utilitiesByCommodity(entities);
  return Array.from({ length: Math.max(20, Math.round(population / 1000)) }, (_, n) => ({
    id: opaqueId('chg_', `charging station ${n}`),
    operator: electricity,
    place: land.build(`charging station ${n}`, 'public', random.pick(villages).code, [{ uscc: electricity }], {
      label: '充电站',
    }).id,
    connectors: random.int(2, 16),
  }));
}

function utilitiesByCommodity(entities: readonly LegalEntity[]): Record<Commodity, string> {
  const utilities = entities.filter(({ kind }) => kind === 'utility');
  const [electricity, water, gas, heat] = utilities.map(({ uscc }) => uscc);
  if (!electricity || !water || !gas || !heat) throw new Error('The city has fewer than four utilities.');
  return { electricity, water, gas, heat };
}

/** A UUID made of a name, as version 8 of RFC 9562 §5.8 leaves to its user. */
function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
