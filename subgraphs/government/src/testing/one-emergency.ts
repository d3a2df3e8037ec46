import type { Purpose, Viewer } from '@citygraph/contract';
import { insertRows } from '@citygraph/kit';
import { officer } from '@citygraph/kit/testing';
import type { EntityManager } from '@mikro-orm/sql';
import { Agency } from '../agency/agency.entity.ts';
import { CameraSite } from '../camera-site/camera-site.entity.ts';
import { SafetyHazard } from '../safety-hazard/safety-hazard.entity.ts';
import { EVES_FIRM, KEEPER, LAND, MARKET, parties, seedOneProject } from './one-project.ts';
import { GRANS_SHOP, NOW, VILLAGE } from './two-families.ts';

export const EMERGENCY = '11220100MB1C10711L';
export const POLICE = '11220100MB1C10084D';

/** A General and a major hazard at Eve's firm; the major one is overdue. Gran's shop has put its own right. */
const hazard = {
  kind: 'WORK_SAFETY' as const,
  level: 'GENERAL' as const,
  status: 'FOUND' as const,
  subjectUscc: EVES_FIRM,
  placeId: 'plc_eve',
  divisionCode: VILLAGE,
  inspectionId: null,
  agencyUscc: EMERGENCY,
  description: '疏散通道堆放杂物。',
  foundOn: '2026-10-26',
  dueAt: new Date('2026-11-16T17:00:00+08:00'),
  reportedAt: new Date('2026-10-26T16:00:00+08:00'),
  reportedBy: 'sub-inspector',
  rectification: null,
  rectifiedAt: null,
  verification: null,
  verifiedAt: null,
  verifiedBy: null,
  overdueAlertAt: null,
};

export async function seedOneEmergency(em: EntityManager): Promise<void> {
  await seedOneProject(em);
  await insertRows(em, Agency, [
    { uscc: EMERGENCY, name: '长春市应急管理局', field: 'emergency' },
    { uscc: POLICE, name: '长春市公安局', field: 'public-security' },
  ]);
  await insertRows(em, SafetyHazard, [
    { ...hazard, id: 'haz_general' },
    { ...hazard, id: 'haz_major', level: 'MAJOR', foundOn: '2026-10-20', dueAt: new Date('2026-10-27T17:00:00+08:00') },
    {
      ...hazard,
      id: 'haz_shop',
      kind: 'FOOD_DRUG',
      subjectUscc: GRANS_SHOP,
      agencyUscc: MARKET,
      status: 'RECTIFIED',
      rectification: '已更换温度计。',
      rectifiedAt: new Date('2026-10-30T10:00:00+08:00'),
    },
  ]);
  await insertRows(em, CameraSite, [
    {
      id: 'cam_river',
      deviceId: '22010200001320000001',
      name: '伊通河监控点',
      kind: 'WATER',
      placeId: 'plc_ada',
      divisionCode: VILLAGE,
      operatorUscc: EMERGENCY,
    },
    {
      id: 'cam_road',
      deviceId: '22010200001320000002',
      name: '人民大街监控点',
      kind: 'ROAD',
      placeId: 'plc_eve',
      divisionCode: VILLAGE,
      operatorUscc: POLICE,
    },
  ]);
}

interface Duty {
  readonly purpose?: Purpose | null;
  readonly divisionPrefix?: string;
  readonly subject?: string;
  readonly roles?: readonly string[];
  /** Default: a day from now. */
  readonly expires?: Date;
}

/** On a case that names nobody yet. */
const onDuty = (
  agency: string,
  { purpose = 'emergency-response', divisionPrefix, subject, roles, expires }: Duty = {},
): Viewer =>
  officer({
    agency,
    purpose,
    divisionPrefix: divisionPrefix ?? null,
    ...(subject ? { subject } : {}),
    ...(roles ? { roles } : {}),
    case: {
      id: 'case-flood',
      agency,
      purposes: [purpose ?? 'emergency-response'],
      subjects: [],
      exp: (expires ?? new Date(NOW.getTime() + 86_400_000)).getTime() / 1000,
    },
  });

/** Everybody of the project, and who is on duty. */
export const people = {
  ...parties,
  dutyOfficer: onDuty(EMERGENCY),
  inspector: onDuty(EMERGENCY, { subject: 'sub-inspector' }),
  dutyOfficerWithoutPurpose: onDuty(EMERGENCY, { purpose: null }),
  dutyOfficerElsewhere: onDuty(EMERGENCY, { divisionPrefix: '220182' }),
  dutyOfficerOfYesterday: onDuty(EMERGENCY, { expires: NOW }),
  dutyOfficerForTax: onDuty(EMERGENCY, { purpose: 'tax' }),
  clerk: onDuty(EMERGENCY, { roles: ['resident'] }),
  police: onDuty(POLICE),
  market: onDuty(MARKET, { purpose: 'city-management' }),
  landOnDuty: onDuty(LAND),
  statistician: officer({ agency: KEEPER }),
  statisticianElsewhere: officer({ agency: KEEPER, divisionPrefix: '220182', subject: 'sub-elsewhere' }),
  administrator: officer({ agency: LAND, roles: ['officer', 'administrator'] }),
} as const satisfies Record<string, Viewer>;

export type Person = keyof typeof people;
