import { type AgencyField, type City, type LegalEntityKind, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Licence } from './licence.entity.ts';

interface Grant {
  readonly kind: string;
  readonly by: AgencyField;
  /** Null: without end. */
  readonly years: number | null;
}

/** What each kind of entity needs before it may work. */
const LICENCES: Readonly<Partial<Record<LegalEntityKind, readonly Grant[]>>> = {
  shop: [{ kind: 'FOOD_BUSINESS', by: 'market-supervision', years: 5 }],
  manufacturer: [
    { kind: 'POLLUTANT_DISCHARGE', by: 'environment', years: 5 },
    { kind: 'INDUSTRIAL_PRODUCTION', by: 'market-supervision', years: 5 },
  ],
  farm: [{ kind: 'FOOD_PRODUCTION', by: 'market-supervision', years: 5 }],
  hospital: [{ kind: 'MEDICAL_INSTITUTION', by: 'health', years: 15 }],
  school: [{ kind: 'SCHOOL_OPERATION', by: 'education', years: null }],
  bank: [{ kind: 'FINANCIAL_BUSINESS', by: 'finance', years: null }],
  insurer: [{ kind: 'INSURANCE_BUSINESS', by: 'finance', years: null }],
  developer: [{ kind: 'REAL_ESTATE_DEVELOPMENT', by: 'housing', years: 3 }],
  utility: [{ kind: 'UTILITY_CONCESSION', by: 'housing', years: 30 }],
};

export async function seedLicences(em: EntityManager, city: City): Promise<void> {
  const random = city.random('government/licences');
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  await insertRows(
    em,
    Licence,
    city.legalEntities
      .filter(({ licensed }) => licensed)
      .flatMap(({ uscc, kind: entityKind }) =>
        (LICENCES[entityKind] ?? []).map(({ kind, by, years }) => {
          const [year, day] = [Number(city.asOf.slice(0, 4)) - random.int(1, 2), `-0${random.int(1, 9)}-01`];
          return {
            id: opaqueId('lic_', `${uscc}/${kind}`),
            kind,
            holderUscc: uscc,
            issuedByUscc: agencyOf.get(by) ?? '',
            validFrom: `${year}${day}`,
            validTo: years === null ? null : `${year + years}${day}`,
          };
        }),
      ),
  );
}
