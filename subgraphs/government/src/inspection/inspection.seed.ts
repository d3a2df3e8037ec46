import { type AgencyField, type City, type LegalEntityKind, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Inspection } from './inspection.entity.ts';
import type { InspectionKind } from './inspection-kind.ts';

const INSPECTED: Readonly<Partial<Record<LegalEntityKind, readonly InspectionKind[]>>> = {
  shop: ['FOOD_DRUG'],
  farm: ['FOOD_DRUG'],
  hospital: ['FOOD_DRUG'],
  manufacturer: ['WORK_SAFETY', 'ENVIRONMENT'],
  utility: ['WORK_SAFETY'],
  developer: ['WORK_SAFETY'],
};

const INSPECTOR: Readonly<Record<InspectionKind, AgencyField>> = {
  FOOD_DRUG: 'market-supervision',
  WORK_SAFETY: 'emergency',
  ENVIRONMENT: 'environment',
};

/** Two years of inspections; about one in ten finds something, and most of what is found is mended. */
export async function seedInspections(em: EntityManager, city: City): Promise<void> {
  const random = city.random('government/inspections');
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  const year = Number(city.asOf.slice(0, 4));
  await insertRows(
    em,
    Inspection,
    city.legalEntities.flatMap(({ uscc, kind: entityKind }) =>
      (INSPECTED[entityKind] ?? []).flatMap((kind) =>
        [year - 1, year].map(
          (when) =>
            ({
              id: opaqueId('ins_', `${uscc}/${kind}/${when}`),
              kind,
              subjectUscc: uscc,
              agencyUscc: agencyOf.get(INSPECTOR[kind]) ?? '',
              result: random.chance(0.9) ? 'PASSED' : random.chance(0.8) ? 'RECTIFIED' : 'FAILED',
              on: `${when}-0${random.int(1, 9)}-${random.int(10, 28)}`,
            }) as const,
        ),
      ),
    ),
  );
}
