import { type City, type Parcel as CityParcel, DEMO_PROJECT_CODE, opaqueId } from '@citygraph/city';
import { addWorkingDays, insertRows } from '@citygraph/kit';
import type { EntityData, EntityManager } from '@mikro-orm/sql';
import { type CatalogueEntry, SERVICE_CATALOGUE } from '../public-service/service-catalogue.ts';
import { ApprovalStep } from './approval-step.entity.ts';
import { stepDueAt } from './approval-step.rules.ts';
import { ParallelApprovalCase } from './parallel-approval-case.entity.ts';
import type { StepDecision } from './step-decision.ts';
import { superviseApprovalSteps } from './supervise-approval-steps.ts';

type Outcome = StepDecision | null;

const REASON: Readonly<Record<StepDecision, string | null>> = {
  GRANT: null,
  REJECT: '不符合国土空间规划。',
  RETURN_FOR_CORRECTION: '设计文件缺少疏散计算书，请补正。',
};

/** Five agencies at once; the joint site review is overdue and waits for the demo officer's own agency. */
const DEMO: readonly (readonly [service: string, outcome: Outcome])[] = [
  ['svc_joint-site-review', null],
  ['svc_land-planning-permit', 'GRANT'],
  ['svc_impact-assessment', null],
  ['svc_fire-design-review', 'RETURN_FOR_CORRECTION'],
  ['svc_energy-review', 'GRANT'],
];

/** What else is going on in the city, one line a case. */
const OTHERS: readonly (readonly (readonly [service: string, outcome: Outcome])[])[] = [
  [
    ['svc_investment-filing', 'GRANT'],
    ['svc_works-planning-permit', 'GRANT'],
    ['svc_construction-permit', 'GRANT'],
  ],
  [
    ['svc_land-pre-review', 'REJECT'],
    ['svc_impact-assessment', null],
  ],
  [
    ['svc_works-planning-permit', null],
    ['svc_drawing-review', null],
    ['svc_energy-review', null],
  ],
  [
    ['svc_impact-assessment', null],
    ['svc_fire-design-review', 'GRANT'],
    ['svc_pollutant-discharge', null],
  ],
];

export async function seedApprovals(em: EntityManager, city: City): Promise<void> {
  const demo = city.demoCases.find(({ subjects }) => subjects.includes(DEMO_PROJECT_CODE));
  const site = city.parcels.find(({ realEstateUnitCode }) => demo?.subjects.includes(realEstateUnitCode));
  const now = new Date(`${city.asOf}T09:00:00+08:00`);
  const cases: EntityData<ParallelApprovalCase>[] = [];
  const steps: EntityData<ApprovalStep>[] = [];
  const open = (projectCode: string, parcel: CityParcel, plan: typeof DEMO, daysAgo: number): void => {
    const openedAt = new Date(now.getTime() - daysAgo * 86_400_000);
    const seeded = seedCase(city, { projectCode, parcel, plan, openedAt });
    cases.push(seeded.approval);
    steps.push(...seeded.steps);
  };
  if (site) open(DEMO_PROJECT_CODE, site, DEMO, 20);
  const parcelOf = new Map(city.parcels.flatMap((parcel) => holdersOf(parcel).map((uscc) => [uscc, parcel] as const)));
  const investors = city.legalEntities.filter(
    ({ kind, status, uscc }) => kind === 'manufacturer' && status === 'IN_OPERATION' && parcelOf.has(uscc),
  );
  OTHERS.forEach((plan, n) => {
    const parcel = parcelOf.get(investors[n]?.uscc ?? '');
    if (!parcel) return;
    const division = parcel.realEstateUnitCode.slice(0, 6);
    open(`2608-${division}-04-01-${String(200_000 + n)}`, parcel, plan, 10 + n * 4);
  });
  await insertRows(em, ParallelApprovalCase, cases);
  await insertRows(em, ApprovalStep, steps);
  await superviseApprovalSteps(em, { now: () => now });
}

interface Plan {
  readonly projectCode: string;
  readonly parcel: CityParcel;
  readonly plan: typeof DEMO;
  readonly openedAt: Date;
}

function seedCase(city: City, { projectCode, parcel, plan, openedAt }: Plan) {
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  const services = new Map(SERVICE_CATALOGUE.map((service): [string, CatalogueEntry] => [service.id, service]));
  const place = city.places.find(({ id }) => id === parcel.place);
  const approval = {
    projectCode,
    applicantUscc: holdersOf(parcel)[0] ?? '',
    leadAgencyUscc: agencyOf.get('government-service') ?? '',
    parcelId: parcel.id,
    openedAt,
    division: place?.division ?? null,
  };
  const steps = plan.flatMap(([serviceId, decision], position) => {
    const service = services.get(serviceId);
    if (!service) return [];
    const decidedAt = decision === null ? null : addWorkingDays(openedAt, 2);
    return {
      id: opaqueId('stp_', `${projectCode}/${serviceId}`),
      projectCode,
      position,
      serviceId,
      decision,
      agencyUscc: agencyOf.get(service.agency) ?? '',
      acceptedAt: openedAt,
      dueAt: stepDueAt(openedAt, service),
      pausedAt: decision === 'RETURN_FOR_CORRECTION' ? decidedAt : null,
      reason: decision === null ? null : REASON[decision],
      decidedAt,
      decidedBy: decision === null ? null : 'seed',
      correction: null,
    };
  });
  return { approval, steps };
}

const holdersOf = ({ rightsHolders }: CityParcel): string[] =>
  rightsHolders.flatMap((holder) => ('uscc' in holder ? [holder.uscc] : []));
