import { type City, type Crop, DEMO_FARM } from '@citygraph/city';
import { daysAfter } from '../seed-clock.ts';

interface Stage {
  readonly bbch: number;
  readonly on: string;
}

export interface SeededPlot {
  readonly id: string;
  readonly farmId: string;
  readonly farmerId: string;
  readonly operatorUscc: string | null;
  readonly parcelId: string;
  readonly placeId: string;
  readonly villageCode: string;
  readonly season: string;
  readonly crop: Crop;
  readonly variety: string;
  readonly startedOn: string;
  readonly endedOn: string | null;
  readonly stages: readonly Stage[];
  readonly soil: { readonly on: string; readonly ph: number; readonly organicMatterPct: number } | null;
  readonly earlier: {
    readonly season: string;
    readonly crop: Crop;
    readonly variety: string;
    readonly startedOn: string;
    readonly endedOn: string;
    readonly yieldKg: number;
  };
}

/** Month and day of sowing and of harvest on the plain, and varieties as invented seed bags name them. */
const CALENDAR: Readonly<Record<Crop, { sown: string; harvested: string; varieties: readonly string[]; kg: number }>> =
  {
    rice: { sown: '05-18', harvested: '09-28', varieties: ['长粒香 9', '稻花 2 号'], kg: 5200 },
    maize: { sown: '04-28', harvested: '10-05', varieties: ['松辽 88', '吉田 202'], kg: 7400 },
    soybean: { sown: '05-08', harvested: '09-26', varieties: ['黑土豆 5', '长豆 12'], kg: 1800 },
    potato: { sown: '04-22', harvested: '08-25', varieties: ['黄心 1 号', '春薯 7'], kg: 16_000 },
    ginseng: { sown: '04-15', harvested: '09-10', varieties: ['大马牙', '二马牙'], kg: 900 },
  };

/** BBCH stages that a diary holds, by the share of the season that has passed. */
const DIARY: readonly (readonly [share: number, bbch: number])[] = [
  [0.08, 9],
  [0.25, 16],
  [0.5, 51],
  [0.62, 65],
  [0.8, 79],
  [0.97, 89],
];

/** Every plot with the season that the day falls in; the diary of the demo farm is written in full, of others the latest stage. */
export function seasonsOfPlots({ asOf, farms, random }: City, villageOf: ReadonlyMap<string, string>): SeededPlot[] {
  const chance = random('agriculture/plots');
  return farms.flatMap(({ id: farmId, farmer, operator, plots }) =>
    plots.map(({ id, parcel, place, crop }): SeededPlot => {
      const { sown, harvested, varieties, kg } = CALENDAR[crop];
      const variety = chance.pick(varieties);
      const year = Number(asOf.slice(0, 4)) - (asOf.slice(5) < sown ? 1 : 0);
      const startedOn = daysAfter(`${year}-${sown}`, chance.int(-6, 0));
      const ripe = daysAfter(`${year}-${harvested}`, chance.int(-6, 0));
      // The demo farmer's late maize still stands, so that there is a diary to go on with.
      const standing = farmId === DEMO_FARM && crop === 'maize';
      const endedOn = ripe <= asOf && !standing ? ripe : null;
      const stages = stagesUpTo(startedOn, ripe, asOf);
      const sampled = chance.chance(0.7) || farmId === DEMO_FARM;
      return {
        id,
        farmId,
        farmerId: farmer,
        operatorUscc: operator,
        parcelId: parcel,
        placeId: place,
        villageCode: villageOf.get(place) ?? '',
        season: String(year),
        crop,
        variety,
        startedOn,
        endedOn,
        stages: farmId === DEMO_FARM ? stages : stages.slice(-1),
        soil: sampled
          ? {
              on: daysAfter(startedOn, -chance.int(5, 20)),
              ph: chance.int(55, 82) / 10,
              organicMatterPct: chance.int(15, 55) / 10,
            }
          : null,
        earlier: {
          season: String(year - 1),
          crop,
          variety,
          startedOn: `${year - 1}-${sown}`,
          endedOn: `${year - 1}-${harvested}`,
          yieldKg: Math.round((kg * chance.int(60, 140)) / 100),
        },
      };
    }),
  );
}

function stagesUpTo(startedOn: string, ripe: string, asOf: string): Stage[] {
  const days = (Date.parse(ripe) - Date.parse(startedOn)) / 86_400_000;
  return DIARY.map(([share, bbch]) => ({ bbch, on: daysAfter(startedOn, Math.floor(days * share)) })).filter(
    ({ on }) => on <= asOf,
  );
}
