import type { Viewer } from '@citygraph/contract';
import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { superviseApprovalSteps } from './approval/supervise-approval-steps.ts';
import { CityEvent } from './city-event/city-event.entity.ts';
import { CityIndicator } from './city-indicator/city-indicator.entity.ts';
import { CreditComplaint } from './credit/credit-complaint.entity.ts';
import { PublicCreditRecord } from './credit/public-credit-record.entity.ts';
import { government } from './index.ts';
import { submitServiceApplication } from './service-application/submit-service-application.ts';
import { requestStreamTicket } from './stream-ticket/request-stream-ticket.ts';
import { SystemRegistration } from './system-registration/system-registration.entity.ts';
import { people, seedOneEmergency } from './testing/one-emergency.ts';
import { EVES_FIRM, LAND, MARKET } from './testing/one-project.ts';
import { GRANS_SHOP, NOW, VILLAGE } from './testing/two-families.ts';

const FOUR = [0, 1, 2, 3];

async function seed(em: EntityManager): Promise<void> {
  await seedOneEmergency(em);
  await superviseApprovalSteps(em, { now: () => new Date('2026-12-01T09:00:00+08:00') });
  await insertRows(
    em,
    CityIndicator,
    FOUR.map((n) => ({
      id: `ind_${n}`,
      theme: 'HEALTH' as const,
      code: 'HOSPITAL_BEDS',
      name: '每十万人医院床位数',
      unit: '1/100,000 residents',
      year: 2020 + n,
      value: n,
      counted: null,
      method: '床位数除以常住人口',
      divisionCode: n % 2 === 0 ? '220102' : VILLAGE,
      publishedAt: NOW,
      publishedBy: 'seed',
      revisedAt: null,
    })),
  );
  await insertRows(
    em,
    SystemRegistration,
    FOUR.map((n) => ({
      id: `sys_${n}`,
      agencyUscc: n % 2 === 0 ? LAND : MARKET,
      name: `系统${n}`,
      resource: '数据',
      shareType: 'UNCONDITIONAL' as const,
      shareCondition: null,
      mlpsLevel: 2,
      updateCycle: 'DAILY' as const,
      registeredAt: NOW,
      registeredBy: 'seed',
    })),
  );
  await insertRows(
    em,
    CityEvent,
    FOUR.map((n) => ({
      id: `evt_${n}`,
      categoryCode: 'E0401',
      longitude: 125.32,
      latitude: 43.88,
      description: '积水。',
      placeId: n % 2 === 0 ? 'plc_ada' : 'plc_eve',
      divisionCode: VILLAGE,
      status: 'IN_HAND' as const,
      reportedAt: new Date(NOW.getTime() - n * 1000),
      reportedBy: 'sub-res_ada',
      takenUpAt: NOW,
      handledByUscc: n % 2 === 0 ? LAND : MARKET,
      closedAt: null,
      outcome: null,
    })),
  );
  const subjects = FOUR.map((n) => (n % 2 === 0 ? EVES_FIRM : GRANS_SHOP));
  await insertRows(
    em,
    PublicCreditRecord,
    subjects.map((subjectUscc, n) => ({
      id: `cre_${n}`,
      subjectUscc,
      category: 'ADMINISTRATIVE_PENALTY' as const,
      sourceUscc: n % 2 === 0 ? LAND : MARKET,
      statement: '罚款。',
      effectiveFrom: '2026-05-01',
      redressedAt: null,
      redresses: null,
      division: VILLAGE,
    })),
  );
  await insertRows(
    em,
    CreditComplaint,
    subjects.map((subjectUscc, n) => ({
      id: `cmp_${n}`,
      recordId: `cre_${n}`,
      subjectUscc,
      grounds: '处罚依据有误，请予更正。',
      status: 'OPEN' as const,
      filedBy: 'sub-res_ada',
      filedAt: NOW,
      reason: null,
      decidedAt: null,
      decidedBy: null,
      division: VILLAGE,
    })),
  );
  for (const n of FOUR) {
    const relief = { serviceId: 'svc_relief', applicantUscc: null, formData: '{}' };
    await submitServiceApplication(em, people.ada, relief, `a${n}`, NOW);
    const cameraSiteId = n % 2 === 0 ? 'cam_river' : 'cam_road';
    await requestStreamTicket(em, people.dutyOfficer, { cameraSiteId }, `t${n}`, NOW);
  }
}

const city = testSubgraph(government, { seed, now: NOW });

describe('a page takes as many statements as one row', () => {
  const AREA =
    '{ type: "Polygon", crs: { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::4490" } }, coordinates: [[[125,43],[126,43],[126,44],[125,44],[125,43]]] }';

  it.each<[string, Viewer, string]>([
    ['cityIndicators', people.nobody, '{ value division { name } }'],
    ['systemRegistrations', people.nobody, '{ name agency { name } }'],
    ['publicServicesConnection', people.nobody, '{ name agency { name } }'],
    [`parcelsWithinConnection(area: ${AREA})`, people.landOfficer, '{ landUseCode place { addressText } }'],
    [
      'safetyHazards',
      people.dutyOfficer,
      '{ overdue subject { name } place { addressText } agency { name } inspection { id } }',
    ],
    [
      'cameraSites',
      people.dutyOfficer,
      '{ place { addressText } operator { name } streamTickets { nodes { token caseId cameraSite { name } } } }',
    ],
    ['supervisionAlertsConnection', people.leadOfficer, '{ level step { agency { name } service { name } } }'],
    ['creditComplaints', people.ada, '{ subject { name } record { source { name } } }'],
    [
      'serviceApplications',
      people.reliefOfficer,
      '{ service { name } applicant { ... on Resident { name } ... on LegalEntity { uscc } } }',
    ],
  ])('%s', async (field, viewer, selection) => {
    const [name = '', argument = ''] = field.split(/[()]/);
    const ask = (first: number) =>
      city.as(viewer).run(`{ ${name}(first: ${first} ${argument}) { nodes ${selection} } }`);
    const { data, errors } = await ask(100);
    expect(errors).toBeUndefined();
    expect(data[name].nodes.length).toBeGreaterThan(1);
    const one = await city.statements(() => ask(1));
    expect(await city.statements(() => ask(100))).toBe(one);
  });

  it.each<[string, Viewer, Record<string, unknown>[], string]>([
    [
      'AdminDivision',
      people.nobody,
      [{ code: '220100' }, { code: '220102' }],
      'cityEventsConnection { nodes { place { addressText } handledBy { name } } } indicators { value division { name } }',
    ],
    ['Agency', people.nobody, [{ uscc: LAND }, { uscc: MARKET }], 'systems { nodes { name agency { name } } }'],
    [
      'CameraSite',
      people.police,
      [{ id: 'cam_river' }, { id: 'cam_road' }],
      'streamTickets { nodes { caseId requestedBy cameraSite { name } } }',
    ],
    [
      'LegalEntity',
      people.marketOfficer,
      [{ uscc: EVES_FIRM }, { uscc: GRANS_SHOP }],
      'safetyHazards { nodes { level agency { name } } } applicationsConnection { nodes { status } }',
    ],
    [
      'Resident',
      people.ada,
      [{ id: 'res_ada' }, { id: 'res_ada' }],
      'applicationsConnection { nodes { status service { name } } }',
    ],
  ])('of %s, however many there are', async (type, viewer, keys, selection) => {
    const ask = (some: Record<string, unknown>[]) => city.as(viewer).entities(type, some, selection);
    expect((await ask(keys)).errors).toBeUndefined();
    const one = await city.statements(() => ask(keys.slice(0, 1)));
    expect(await city.statements(() => ask(keys))).toBe(one);
  });
});
