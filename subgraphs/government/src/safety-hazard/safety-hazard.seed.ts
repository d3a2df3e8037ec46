import { type AgencyField, type City, DEMO_ENTITIES, opaqueId } from '@citygraph/city';
import { addWorkingDays, cityDay, insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { InspectionKind } from '../inspection/inspection-kind.ts';
import { alertOverdueHazards } from './alert-overdue-hazards.ts';
import { SafetyHazard } from './safety-hazard.entity.ts';
import { hazardDueAt } from './safety-hazard.rules.ts';

interface Finding {
  readonly kind: InspectionKind;
  readonly level: 'GENERAL' | 'MAJOR';
  readonly words: string;
}

const AT_WORK: readonly Finding[] = [
  { kind: 'WORK_SAFETY', level: 'GENERAL', words: '车间疏散通道堆放杂物。' },
  { kind: 'WORK_SAFETY', level: 'GENERAL', words: '配电箱未上锁，警示标识缺失。' },
  { kind: 'WORK_SAFETY', level: 'MAJOR', words: '粉尘涉爆区域未设置泄爆装置。' },
];
const IN_TRADE: readonly Finding[] = [{ kind: 'FOOD_DRUG', level: 'GENERAL', words: '冷藏柜温度记录缺失。' }];

const FINDER: Readonly<Record<InspectionKind, AgencyField>> = {
  FOOD_DRUG: 'market-supervision',
  WORK_SAFETY: 'emergency',
  ENVIRONMENT: 'environment',
};

/** One firm in eight had something found in the last weeks; the demo shop has a hazard to put right. */
export async function seedSafetyHazards(em: EntityManager, city: City): Promise<void> {
  const random = city.random('government/safety-hazards');
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  const divisionOf = new Map(city.places.map(({ id, division }) => [id, division]));
  const now = new Date(`${city.asOf}T09:00:00+08:00`);
  const inspected = city.legalEntities.filter(
    ({ kind, status }) => status === 'IN_OPERATION' && ['manufacturer', 'utility', 'shop'].includes(kind),
  );
  const rows = inspected.flatMap(({ uscc, kind, place }) => {
    const demo = uscc === DEMO_ENTITIES.shop;
    if (!demo && !random.chance(1 / 8)) return [];
    const finding = random.pick(kind === 'shop' ? IN_TRADE : AT_WORK);
    const foundOn = cityDay(new Date(now.getTime() - (demo ? 3 : random.int(1, 40)) * 86_400_000));
    const dueAt = hazardDueAt(foundOn, finding.level);
    const luck = demo ? 0 : random.next();
    const reportedAt = new Date(`${foundOn}T16:00:00+08:00`);
    const rectifiedAt = luck < 0.45 ? null : earlier(addWorkingDays(reportedAt, 3), now);
    const verifiedAt = luck < 0.65 || rectifiedAt === null ? null : earlier(addWorkingDays(rectifiedAt, 2), now);
    return [
      {
        id: opaqueId('haz_', `${uscc}/${foundOn}`),
        kind: finding.kind,
        level: finding.level,
        status: verifiedAt ? ('VERIFIED' as const) : rectifiedAt ? ('RECTIFIED' as const) : ('FOUND' as const),
        subjectUscc: uscc,
        placeId: place,
        divisionCode: divisionOf.get(place) ?? '',
        inspectionId: null,
        agencyUscc: agencyOf.get(FINDER[finding.kind]) ?? '',
        description: finding.words,
        foundOn,
        dueAt,
        reportedAt,
        reportedBy: 'seed',
        rectification: rectifiedAt ? '已按要求整改完毕。' : null,
        rectifiedAt,
        verification: verifiedAt ? '现场复查，隐患已消除。' : null,
        verifiedAt,
        verifiedBy: verifiedAt ? 'seed' : null,
        overdueAlertAt: null,
      },
    ];
  });
  await insertRows(em, SafetyHazard, rows);
  await alertOverdueHazards(em, { now: () => now });
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
