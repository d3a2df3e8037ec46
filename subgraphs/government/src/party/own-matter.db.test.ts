import type { Viewer } from '@citygraph/contract';
import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { fileCreditComplaint } from '../credit/file-credit-complaint.ts';
import { PublicCreditRecord } from '../credit/public-credit-record.entity.ts';
import { government } from '../index.ts';
import { submitServiceApplication } from '../service-application/submit-service-application.ts';
import { people, seedOneEmergency } from '../testing/one-emergency.ts';
import { EVES_FIRM, MARKET } from '../testing/one-project.ts';
import { GRANS_SHOP, NOW, VILLAGE } from '../testing/two-families.ts';

const city = testSubgraph(government, {
  now: NOW,
  async seed(em) {
    await seedOneEmergency(em);
    const penalty = {
      category: 'ADMINISTRATIVE_PENALTY' as const,
      sourceUscc: MARKET,
      statement: '罚款一万元。',
      effectiveFrom: '2026-05-01',
      redressedAt: null,
      redresses: null,
      division: VILLAGE,
    };
    await insertRows(em, PublicCreditRecord, [
      { ...penalty, id: 'cre_eve', subjectUscc: EVES_FIRM },
      { ...penalty, id: 'cre_gran', subjectUscc: GRANS_SHOP },
    ]);
  },
});

const representing = (viewer: Viewer, uscc: string): Viewer => ({
  ...viewer,
  standing: viewer.standing && { ...viewer.standing, represents: [uscc] },
});
const being = (viewer: Viewer, resident: string): Viewer => ({
  ...viewer,
  principal: { ...viewer.principal, resident },
  standing: viewer.standing && { ...viewer.standing, resident },
});
const signedInAs = (viewer: Viewer, subject: string): Viewer => ({
  ...viewer,
  principal: { ...viewer.principal, subject },
});
const filed = () =>
  fileCreditComplaint(
    city.em(),
    people.eve,
    { recordId: 'cre_eve', uscc: EVES_FIRM, grounds: '处罚依据有误，请予更正。' },
    'c',
    NOW,
  );
const { marketOfficer, landOfficer, reliefOfficer, market } = people;
const decideComplaint = async () =>
  `mutation { decideCreditComplaint(complaintId: "${await filed()}", uphold: true, reason: "原处罚已撤销。") { id } }`;

/** What is decided, by an officer who may, and the same officer as a party to it. */
const MATTERS: readonly [string, Viewer, Viewer, () => string | Promise<string>][] = [
  [
    'a penalty of the own firm',
    marketOfficer,
    representing(marketOfficer, EVES_FIRM),
    () => 'mutation { redressCredit(recordId: "cre_eve", statement: "已履行全部义务。") { id } }',
  ],
  [
    'a record about the own firm',
    marketOfficer,
    representing(marketOfficer, EVES_FIRM),
    () =>
      `mutation { declareCredit(uscc: "${EVES_FIRM}", category: ADMINISTRATIVE_PENALTY, statement: "罚款一千元。") { id } }`,
  ],
  ['a complaint about the own firm', marketOfficer, representing(marketOfficer, EVES_FIRM), decideComplaint],
  ['the own complaint', marketOfficer, signedInAs(marketOfficer, 'sub-res_eve'), decideComplaint],
  [
    'the own application',
    reliefOfficer,
    being(reliefOfficer, 'res_ada'),
    async () => {
      const relief = { serviceId: 'svc_relief', applicantUscc: null, formData: '{}' };
      const id = await submitServiceApplication(city.em(), people.ada, relief, 'a', NOW);
      return `mutation { decideServiceApplication(applicationId: "${id}", decision: GRANT) { id } }`;
    },
  ],
  [
    'a project of the own firm',
    landOfficer,
    representing(landOfficer, EVES_FIRM),
    () => 'mutation { decideApprovalStep(stepId: "stp_plan", decision: GRANT) { id } }',
  ],
  [
    'a hazard of the own firm',
    market,
    representing(market, GRANS_SHOP),
    () =>
      'mutation { verifyRectification(hazardId: "haz_shop", passed: true, verification: "现场复查，已消除。") { id } }',
  ],
];

it.each(MATTERS)('nobody decides %s', async (_what, officer, party, mutationOf) => {
  const mutation = await mutationOf();
  expect((await city.as(party).run(mutation)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await city.as(officer).run(mutation)).errors).toBeUndefined();
});
