import { type AgencyField, type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityData, EntityManager } from '@mikro-orm/sql';
import type { CreditCategory } from './credit-category.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

const WORDING: Readonly<Record<CreditCategory, string>> = {
  BASIC: '企业自主申报基本信息。',
  ADMINISTRATIVE_LICENCE: '准予行政许可。',
  ADMINISTRATIVE_PENALTY: '违反经营规定，予以行政处罚。',
  DISHONESTY_LISTING: '列入严重失信主体名单。',
  COMMITMENT: '承诺依法诚信经营。',
  REDRESS: '已纠正失信行为，准予信用修复。',
};

/** Every firm has declared itself; some were punished, a few listed, and half of these have mended since. */
export async function seedCredit(em: EntityManager, city: City): Promise<void> {
  const random = city.random('government/credit');
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  const divisionOf = new Map(city.places.map(({ id, division }) => [id, division]));
  const year = Number(city.asOf.slice(0, 4));
  const day = (yearsAgo: number): string => `${year - yearsAgo}-0${random.int(1, 9)}-${random.int(10, 28)}`;
  const firms = city.legalEntities.filter(({ uscc, kind }) => uscc.startsWith('91') && kind !== 'agency');
  const demo = new Set(Object.values(city.demo).flatMap(({ represents }) => represents));
  const rows: EntityData<PublicCreditRecord>[] = [];
  let breaches = 0;
  for (const { uscc, place } of firms) {
    const enter = (
      category: CreditCategory,
      by: AgencyField,
      effectiveFrom: string,
      over: { redressedAt?: string; redresses?: string } = {},
    ): string => {
      const id = opaqueId('cre_', `${uscc}/${category}/${effectiveFrom}`);
      const [sourceUscc, division] = [agencyOf.get(by) ?? '', divisionOf.get(place) ?? null];
      const statement = WORDING[category];
      rows.push({
        id,
        subjectUscc: uscc,
        category,
        sourceUscc,
        statement,
        effectiveFrom,
        division,
        redressedAt: over.redressedAt ?? null,
        redresses: over.redresses ?? null,
      });
      return id;
    };
    enter('BASIC', 'development-reform', day(3));
    if (random.chance(0.5)) enter('COMMITMENT', 'development-reform', day(2));
    if (random.chance(0.3)) enter('ADMINISTRATIVE_LICENCE', 'market-supervision', day(1));
    if (demo.has(uscc)) continue;
    if (random.chance(0.08)) enter('ADMINISTRATIVE_PENALTY', 'market-supervision', day(1));
    if (!random.chance(0.05) && breaches >= 2) continue;
    const mended = breaches++ % 2 === 0 ? day(0) : undefined;
    const listing = enter('DISHONESTY_LISTING', 'market-supervision', day(1), mended ? { redressedAt: mended } : {});
    if (mended) enter('REDRESS', 'market-supervision', mended, { redresses: listing });
  }
  await insertRows(em, PublicCreditRecord, rows);
}
