import { insertRows } from '@citygraph/kit';
import { fuzzMutations, testSubgraph } from '@citygraph/kit/testing';
import { it } from '@jest/globals';
import { superviseApprovalSteps } from './approval/supervise-approval-steps.ts';
import { SupervisionAlert } from './approval/supervision-alert.entity.ts';
import { CityEvent } from './city-event/city-event.entity.ts';
import { fileCreditComplaint } from './credit/file-credit-complaint.ts';
import { PublicCreditRecord } from './credit/public-credit-record.entity.ts';
import { government } from './index.ts';
import { submitServiceApplication } from './service-application/submit-service-application.ts';
import { people, seedOneEmergency } from './testing/one-emergency.ts';
import { EVES_FIRM, LAND, MARKET, PROJECT, UNIT_CODE } from './testing/one-project.ts';
import { GRANS_SHOP, NOW, VILLAGE } from './testing/two-families.ts';

const city = testSubgraph(government, {
  now: NOW,
  async seed(em) {
    await seedOneEmergency(em);
    await superviseApprovalSteps(em, { now: () => NOW });
    await insertRows(em, PublicCreditRecord, [
      {
        id: 'cre_1',
        subjectUscc: EVES_FIRM,
        category: 'DISHONESTY_LISTING' as const,
        sourceUscc: MARKET,
        statement: '列入名单。',
        effectiveFrom: '2026-05-01',
        redressedAt: null,
        redresses: null,
        division: VILLAGE,
      },
    ]);
    await insertRows(em, CityEvent, [
      {
        id: 'evt_1',
        categoryCode: 'E0401',
        longitude: 125.32,
        latitude: 43.88,
        description: '积水。',
        placeId: null,
        divisionCode: VILLAGE,
        status: 'OPEN' as const,
        reportedAt: NOW,
        reportedBy: 'sub-res_ada',
        takenUpAt: null,
        handledByUscc: null,
        closedAt: null,
        outcome: null,
      },
    ]);
  },
});

it('takes nothing half, whatever any mutation is asked', async () => {
  const relief = { serviceId: 'svc_relief', applicantUscc: null, formData: '{}' };
  const application = await submitServiceApplication(city.em(), people.ada, relief, 'a', NOW);
  const objection = { recordId: 'cre_1', uscc: EVES_FIRM, grounds: '列入名单的依据有误，请予更正。' };
  const complaint = await fileCreditComplaint(city.em(), people.ada, objection, 'c', NOW);
  const alerts = await city.em().find(SupervisionAlert, {});
  await fuzzMutations(city, {
    viewers: [
      people.nobody,
      people.ada,
      people.eve,
      people.dutyOfficer,
      people.police,
      people.marketOfficer,
      people.landOfficer,
      people.leadOfficer,
      people.reliefOfficer,
      people.statistician,
      people.administrator,
    ],
    known: {
      applicationId: [application, 'app_none'],
      complaintId: [complaint, 'cmp_none'],
      recordId: ['cre_1', 'cre_none'],
      alertId: [...alerts.map(({ id }) => id), 'alt_none'],
      eventId: ['evt_1', 'evt_none'],
      hazardId: ['haz_general', 'haz_shop', 'haz_none'],
      cameraSiteId: ['cam_river', 'cam_none'],
      indicatorId: ['ind_none'],
      stepId: ['stp_plan', 'stp_site', 'stp_none'],
      serviceId: ['svc_relief', 'svc_site', 'svc_none'],
      services: ['svc_site', 'svc_plan', 'svc_none'],
      placeId: ['plc_ada', 'plc_none'],
      inspectionId: [null, 'ins_none'],
      uscc: [EVES_FIRM, GRANS_SHOP, '91350100M000100Y43', '91350100M000100Y44'],
      applicant: [EVES_FIRM, '91350100M000100Y43'],
      applicantUscc: [null, EVES_FIRM],
      agency: [LAND, MARKET],
      parcel: [UNIT_CODE, '220102001001GB00009F00010001'],
      projectCode: [PROJECT, '2610-220102-04-01-000001'],
      divisionCode: ['220102', '220199'],
      categoryCode: ['E0401', 'E9901'],
      deviceId: ['22010200001320000009', '22010200001320000001', '2201'],
      formData: ['{}', '[]', '{"a":1}'],
      code: ['HOSPITAL_BEDS'],
      year: [2025, 2099],
      mlpsLevel: [1, 4, 5],
    },
  });
}, 120_000);
