import type { Crop, Farm, FieldPlot, LegalEntity, Resident } from './city.ts';
import { PORTRAITS } from './demo/demo-people.ts';
import { factsOf } from './divisions/divisions.ts';
import type { Surveyor } from './land.ts';
import { opaqueId } from './opaque-id.ts';
import { ageOn, type Register } from './people.ts';
import type { Random } from './random.ts';

/** What the plain around Changchun grows, by the share of its fields. */
const CROPS: readonly Crop[] = [
  'maize',
  'maize',
  'maize',
  'maize',
  'maize',
  'rice',
  'rice',
  'soybean',
  'potato',
  'ginseng',
];

/** GB/T 21010: paddy field and dry field. */
const LAND_USE = { rice: '0101', maize: '0103', soybean: '0103', potato: '0103', ginseng: '0103' } as const;

/** The demo farmer's farm, and its first plot: the plot that the demo product's batch comes from. */
export const DEMO_FARM = opaqueId('farm_', `farm ${PORTRAITS.farmer.resident}`);
export const DEMO_PLOT = opaqueId('plot_', `farm ${PORTRAITS.farmer.resident}/0`);

/** Every third household of the countryside farms one to four plots; some leave the running to a cooperative of their county. */
export function layOutFarms(
  land: Surveyor,
  { households, residents }: Register,
  entities: readonly LegalEntity[],
  asOf: string,
  random: Random,
): Farm[] {
  const residentOf = new Map(residents.map((resident) => [resident.id, resident]));
  const divisionOf = new Map(land.places.map(({ id, division }) => [id, division]));
  const cooperatives = entities.filter(({ kind, status }) => kind === 'farm' && status === 'IN_OPERATION');
  const countyOf = (place: string): string => divisionOf.get(place)?.slice(0, 6) ?? '';
  const run = (
    farmer: Resident,
    village: string,
    plots: number,
    crops: readonly Crop[],
    operator: string | null,
  ): Farm => {
    const name = `farm ${farmer.id}`;
    return {
      id: opaqueId('farm_', name),
      name: `${farmer.name.slice(0, 1)}家农场`,
      farmer: farmer.id,
      operator,
      plots: Array.from({ length: plots }, (_, n): FieldPlot => {
        const crop = crops[n] ?? random.pick(CROPS);
        const { id, parcel } = land.build(`${name}/${n}`, 'field', village, [{ resident: farmer.id }], {
          label: '田',
          landUse: LAND_USE[crop],
        });
        return { id: opaqueId('plot_', `${name}/${n}`), parcel, place: id, crop };
      }),
    };
  };

  const farms: Farm[] = [];
  for (const { members, dwelling } of households) {
    const village = divisionOf.get(dwelling) ?? '';
    const farmer = members
      .map((id) => residentOf.get(id))
      .find((member) => member && ageOn(member.birthDate, asOf) >= 18);
    if (!farmer) continue;
    if (farmer.id === PORTRAITS.farmer.resident) {
      const own = cooperatives.find(({ representative }) => representative === farmer.id);
      farms.push(run(farmer, village, 3, ['rice', 'maize', 'soybean'], own?.uscc ?? null));
    } else if (!factsOf(village).urban && random.chance(1 / 3)) {
      const near = cooperatives.filter(({ place }) => countyOf(place) === village.slice(0, 6));
      const operator = near.length > 0 && random.chance(0.3) ? random.pick(near).uscc : null;
      farms.push(run(farmer, village, random.int(1, 4), [], operator));
    }
  }
  return farms;
}
