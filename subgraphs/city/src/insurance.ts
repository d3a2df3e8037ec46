import type { CropPolicy, Farm, LegalEntity } from './city.ts';
import { DEMO_FARM } from './countryside.ts';
import { opaqueId } from './opaque-id.ts';
import type { Random } from './random.ts';

/** Three farms in five insure their crops for the year that the city is seen in; the demo farm always does. */
export function insureFarms(
  farms: readonly Farm[],
  entities: readonly LegalEntity[],
  asOf: string,
  random: Random,
): CropPolicy[] {
  const insurers = entities.filter(({ kind, status }) => kind === 'insurer' && status === 'IN_OPERATION');
  const year = asOf.slice(0, 4);
  return farms
    .filter(({ id }) => random.chance(0.6) || id === DEMO_FARM)
    .map(({ id, plots }) => ({
      id: opaqueId('pol_', `crop policy ${year} ${id}`),
      insurer: random.pick(insurers).uscc,
      farm: id,
      from: `${year}-04-01`,
      to: `${year}-12-31`,
      sumInsuredCents: plots.length * random.int(20, 60) * 10_000,
    }));
}
