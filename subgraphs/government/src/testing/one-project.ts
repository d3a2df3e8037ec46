import type { Purpose, Viewer } from '@citygraph/contract';
import { addWorkingDays, insertRows } from '@citygraph/kit';
import { anonymous, officer, resident } from '@citygraph/kit/testing';
import type { EntityManager } from '@mikro-orm/sql';
import { Agency } from '../agency/agency.entity.ts';
import { ApprovalStep } from '../approval/approval-step.entity.ts';
import { ParallelApprovalCase } from '../approval/parallel-approval-case.entity.ts';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { PublicService } from '../public-service/public-service.entity.ts';
import { CIVIL_AFFAIRS, GRANS_SHOP, NOW, seedTwoFamilies, VILLAGE } from './two-families.ts';

export const LEAD = '11220100MB1C10017F';
export const LAND = '11220100MB1C105005';
export const ENVIRONMENT = '11220100MB1C1064XQ';
export const MARKET = '11220100MB1C105785';
export const KEEPER = '11220100MB1C10850B';
export const BANK = '12220100MB1C20012L';

/** Eve's firm, which builds on the parcel prc_3. */
export const EVES_FIRM = '91220100MA1C30014B';
export const PROJECT = '2609-220102-04-01-123456';
export const UNIT_CODE = '220102001001GB00003F00010001';

/** A Monday on which agencies work; everything was accepted then. */
export const OPENED = new Date('2026-10-12T09:00:00+08:00');

const services = [
  { id: 'svc_site', name: '联合踏勘', agencyUscc: LEAD, committedDays: 5 },
  { id: 'svc_plan', name: '用地规划许可', agencyUscc: LAND, committedDays: 10 },
  { id: 'svc_impact', name: '环境影响评价审批', agencyUscc: ENVIRONMENT, committedDays: 20 },
];

/** The two families of the other tests, and Eve's firm with a project that three agencies examine, nothing decided yet. */
export async function seedOneProject(em: EntityManager): Promise<void> {
  await seedTwoFamilies(em);
  await insertRows(em, Agency, [
    { uscc: LEAD, name: '长春市政务服务和数据管理局', field: 'government-service' },
    { uscc: LAND, name: '长春市规划和自然资源局', field: 'natural-resources' },
    { uscc: ENVIRONMENT, name: '长春市生态环境局', field: 'environment' },
    { uscc: MARKET, name: '长春市市场监督管理局', field: 'market-supervision' },
    { uscc: KEEPER, name: '长春市发展和改革委员会', field: 'development-reform' },
  ]);
  await insertRows(em, LegalEntity, [
    {
      uscc: EVES_FIRM,
      name: '伊芙置业',
      status: 'IN_OPERATION',
      industryCode: 'K7010',
      placeId: 'plc_eve',
      representativeId: 'res_eve',
      division: VILLAGE,
    },
  ]);
  await insertRows(em, PublicService, [
    ...services.map((service) => ({
      ...service,
      audience: 'BUSINESS' as const,
      statutoryDays: 20,
      requiredEvidence: ['申请表'],
    })),
    {
      id: 'svc_relief',
      name: '临时救助',
      agencyUscc: CIVIL_AFFAIRS,
      audience: 'CITIZEN' as const,
      statutoryDays: 15,
      committedDays: 8,
      requiredEvidence: ['困难情况说明', '身份证'],
    },
  ]);
  await insertRows(em, ParallelApprovalCase, [
    {
      projectCode: PROJECT,
      applicantUscc: EVES_FIRM,
      leadAgencyUscc: LEAD,
      parcelId: 'prc_3',
      openedAt: OPENED,
      division: VILLAGE,
    },
  ]);
  await insertRows(
    em,
    ApprovalStep,
    services.map(({ id, agencyUscc, committedDays }, position) => ({
      id: id.replace('svc', 'stp'),
      projectCode: PROJECT,
      position,
      serviceId: id,
      agencyUscc,
      acceptedAt: OPENED,
      dueAt: addWorkingDays(OPENED, committedDays),
      pausedAt: null,
      decision: null,
      reason: null,
      decidedAt: null,
      decidedBy: null,
      correction: null,
    })),
  );
}

const at = (agency: string, purpose: Purpose | null, subjects: readonly string[] | null, divisionPrefix?: string) =>
  officer({
    agency,
    purpose,
    divisionPrefix: divisionPrefix ?? null,
    case:
      subjects && purpose
        ? { id: 'case-1', agency, purposes: [purpose], subjects, exp: NOW.getTime() / 1000 + 86_400 * 300 }
        : null,
  });

/** Everybody who might ask about Eve's firm and its project, by what they are to it. */
export const parties = {
  nobody: anonymous(),
  ada: resident('res_ada'),
  eve: resident('res_eve', { represents: [EVES_FIRM] }),
  gran: resident('res_gran', { represents: [GRANS_SHOP] }),
  leadOfficer: at(LEAD, 'project-approval', [PROJECT, EVES_FIRM]),
  leadOfficerIdle: at(LEAD, null, null),
  landOfficer: at(LAND, 'project-approval', [PROJECT]),
  landOfficerIdle: at(LAND, null, null),
  landOfficerElsewhere: at(LAND, 'project-approval', [PROJECT], '220182'),
  environmentOfficer: at(ENVIRONMENT, 'project-approval', [PROJECT]),
  marketOfficer: at(MARKET, 'market-supervision', [EVES_FIRM, GRANS_SHOP]),
  marketOfficerElsewhere: at(MARKET, 'market-supervision', [EVES_FIRM, GRANS_SHOP], '220182'),
  reliefOfficer: at(CIVIL_AFFAIRS, 'social-assistance', ['res_ada']),
  outsiderOnCase: at(CIVIL_AFFAIRS, 'project-approval', [PROJECT]),
  outsider: at(CIVIL_AFFAIRS, null, null),
  lender: officer({
    agency: BANK,
    roles: ['lender'],
    purpose: 'credit-assessment' as const,
    case: {
      id: 'case-2',
      agency: BANK,
      purposes: ['credit-assessment'] as const,
      subjects: [EVES_FIRM],
      exp: NOW.getTime() / 1000 + 86_400,
    },
  }),
} as const satisfies Record<string, Viewer>;

export type Asker = keyof typeof parties;

const SIGN: Readonly<Record<string, string>> = { FORBIDDEN: '-', PURPOSE_REQUIRED: 'P', UNAUTHENTICATED: '!' };

/** One sign a field, in order: + answered, - FORBIDDEN, P PURPOSE_REQUIRED, ! UNAUTHENTICATED. */
export function signs(
  fields: readonly string[],
  errors: readonly { path?: readonly (string | number)[] | undefined; extensions: Record<string, unknown> }[] = [],
): string {
  const refused = new Map(errors.map(({ path, extensions }) => [path?.at(-1), SIGN[String(extensions.code)] ?? '?']));
  return fields.map((field) => refused.get(field.split(/[ {(]/)[0]) ?? '+').join('');
}
