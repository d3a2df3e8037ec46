import { readFileSync } from 'node:fs';
import type { Purpose, Viewer } from '@citygraph/contract';
import { aboutNobody, type SubjectRule, type TypeAccess, toldElsewhere } from '@citygraph/kit';
import { officer, recordedTypes, resident } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { departments } from './departments.ts';

const CIVIL_AFFAIRS = '11220100MB1C101566';
const MARKET_SUPERVISION = '11220100MB1C105785';
const NATURAL_RESOURCES = '11220100MB1C105005';
const EDUCATION_BUREAU = '11220100MB1C10295W';
const [FIRM, OTHER_FIRM] = ['91220100MA1C300226', '91220100MA1C300307'];
const NOW = new Date('2026-11-02T09:00:00+08:00');

/** An officer whose case names just that. */
const onCase = (named: string, purpose: Purpose, agency = CIVIL_AFFAIRS, roles?: readonly string[]): Viewer =>
  officer({
    agency,
    purpose,
    case: { id: 'case', agency, purposes: [purpose], subjects: [named], exp: NOW.getTime() / 1000 + 60 },
    ...(roles && { roles }),
  });
const forFirm = (uscc: string): Viewer => resident('res_clerk', { represents: [uscc] });
const itself = resident('res_1');
const parent = resident('res_parent', { guardianOf: ['res_1'] });
const neighbour = resident('res_2', { household: 'hh_1', dwelling: 'pl_1' });

interface Row {
  readonly object: object;
  readonly ways: Readonly<Record<string, Viewer>>;
  /** Whoever came in, these find it. */
  readonly finds: readonly string[];
  /** And these, whose consent nobody waits for. */
  readonly otherSide?: readonly string[];
}

const household = { id: 'hh_1', memberIds: ['res_1', 'res_2'], division: null };
const farm = { id: 'farm_1', farmId: 'farm_1', farmerId: 'res_1', operatorUscc: FIRM, villageCode: '220102001001' };
const farmWays = {
  farmer: itself,
  cooperative: forFirm(FIRM),
  'inspector of the farm': onCase('farm_1', 'market-supervision', MARKET_SUPERVISION),
  'officer of farmland': onCase('farm_1', 'city-management', NATURAL_RESOURCES),
  adjuster: onCase('farm_1', 'insurance-claim', OTHER_FIRM),
};
const trade = { buyerId: 'res_1', sellerUscc: FIRM };
const tradeWays = {
  buyer: itself,
  'parent of the buyer': parent,
  seller: forFirm(FIRM),
  supervisor: onCase(FIRM, 'consumer-protection', MARKET_SUPERVISION),
};
const trading = { object: trade, ways: tradeWays, finds: ['res_1'], otherSide: [FIRM] };
const farmers = { finds: ['res_1', FIRM] };
const point = { mrid: 'pt_1', placeId: 'pl_1', holderId: 'res_1', operatorUscc: OTHER_FIRM, shares: [] };
const meterWays = {
  holder: itself,
  'who lives there': neighbour,
  utility: forFirm(OTHER_FIRM),
  'auditor of the meter': onCase('pt_1', 'energy-audit'),
  'auditor of the place': onCase('pl_1', 'energy-audit'),
};
const patient = { residentId: 'res_1', deniedTo: [], hidden: false, providerUscc: FIRM };
const patientWays = {
  patient: itself,
  parent,
  doctor: onCase('res_1', 'medical-treatment', FIRM, ['doctor']),
};
const pupil = { residentId: 'res_1', schoolCode: 'sch_1', id: 'res_1' };
const pupilWays = { pupil: itself, parent };
const card = { id: 'card_1', residentId: 'res_1', division: null };

const rows: Readonly<Record<string, Row>> = {
  'government.Parcel': {
    object: {
      id: 'par_1',
      realEstateUnitCode: 'unit_1',
      division: null,
      holders: [
        { holder: 'res_1', kind: 'resident' },
        { holder: FIRM, kind: 'entity' },
      ],
    },
    ways: { holder: itself, 'officer of the parcel': onCase('par_1', 'project-approval'), firm: forFirm(FIRM) },
    finds: ['res_1', FIRM],
  },
  'government.Resident': {
    object: { id: 'res_1', householdId: 'hh_1', division: null },
    ways: { itself, parent, neighbour, 'officer of the household': onCase('hh_1', 'social-assistance') },
    finds: ['res_1'],
  },
  'government.LegalEntity': {
    object: { uscc: FIRM, representativeId: 'res_1', division: null },
    ways: { representative: itself, lender: onCase(FIRM, 'credit-assessment', OTHER_FIRM) },
    finds: ['res_1', FIRM],
  },
  'government.ServiceApplication': {
    object: { id: 'app_1', applicantResident: 'res_1', applicantUscc: null, agencyUscc: CIVIL_AFFAIRS, division: null },
    ways: { applicant: itself, parent, 'officer of the application': onCase('app_1', 'social-assistance') },
    finds: ['res_1'],
  },
  'government.CitizenCard': {
    object: card,
    ways: { holder: itself, parent, officer: onCase('res_1', 'social-assistance') },
    finds: ['res_1'],
  },
  'government.Household': {
    object: household,
    ways: { neighbour, parent, officer: onCase('res_2', 'social-assistance') },
    finds: ['res_1', 'res_2'],
  },
  'government.IncomeVerification': {
    object: { household },
    ways: { neighbour, officer: onCase('hh_1', 'social-assistance') },
    finds: ['res_1', 'res_2'],
  },
  'government.Vehicle': {
    object: { vin: 'VIN1', ownerId: 'res_1', division: null },
    ways: { owner: itself, 'officer of the vehicle': onCase('VIN1', 'emergency-response') },
    finds: ['res_1'],
  },
  'government.CreditComplaint': {
    object: { id: 'cc_1', subjectUscc: FIRM, filedBy: 'sub', division: null },
    ways: { 'officer of the complaint': onCase('cc_1', 'market-supervision', MARKET_SUPERVISION) },
    finds: [FIRM],
  },
  'energy.LegalEntity': {
    object: { uscc: FIRM },
    ways: { firm: forFirm(FIRM), auditor: onCase(FIRM, 'energy-audit') },
    finds: [FIRM],
  },
  'energy.Resident': { object: { id: 'res_1' }, ways: { itself }, finds: ['res_1'] },
  'energy.DistributedGenerator': {
    object: { mrid: 'gen_1', parcelId: 'par_1', applicant: 'res_1', operatorUscc: FIRM, status: 'APPLIED' },
    ways: { applicant: itself, utility: forFirm(FIRM), 'officer of the parcel': onCase('par_1', 'project-approval') },
    finds: ['res_1'],
  },
  'energy.UsagePoint': { object: point, ways: meterWays, finds: ['res_1'] },
  'energy.MeterReading': { object: { point }, ways: meterWays, finds: ['res_1'] },
  'energy.UtilityBill': { object: { point }, ways: meterWays, finds: ['res_1'] },
  'energy.UtilityBillLine': { object: { point }, ways: meterWays, finds: ['res_1'] },
  'energy.UsageShare': {
    object: { point, granteeUscc: FIRM, sharedBy: 'res_2' },
    ways: { holder: itself, 'who is let in': forFirm(FIRM) },
    finds: ['res_1', 'res_2'],
    otherSide: [FIRM],
  },
  'finance.CitizenCard': { object: card, ways: { holder: itself, parent }, finds: ['res_1'] },
  'finance.LedgerEntry': {
    object: { residentId: 'res_1', bankUscc: FIRM },
    ways: { holder: itself, parent, bank: forFirm(FIRM) },
    finds: ['res_1'],
  },
  'finance.Payment': {
    object: { residentId: 'res_1', payeeUscc: FIRM },
    ways: { payer: itself, parent, biller: forFirm(FIRM) },
    finds: ['res_1'],
    otherSide: [FIRM],
  },
  'finance.UsagePoint': { object: point, ways: meterWays, finds: ['res_1'] },
  'finance.LegalEntity': { object: { uscc: FIRM }, ways: { firm: forFirm(FIRM) }, finds: [FIRM] },
  'finance.CropInsurancePolicy': {
    object: { ...farm, id: 'pol_1', insurerUscc: OTHER_FIRM },
    ways: {
      farmer: itself,
      insurer: forFirm(OTHER_FIRM),
      adjuster: onCase('pol_1', 'insurance-claim', OTHER_FIRM),
    },
    ...farmers,
  },
  'finance.LoanApplication': {
    object: { applicantUscc: FIRM, lenderUscc: OTHER_FIRM },
    ways: { applicant: forFirm(FIRM), lender: onCase(FIRM, 'credit-assessment', OTHER_FIRM) },
    finds: [FIRM],
  },
  'finance.Resident': {
    object: { id: 'res_1' },
    ways: { itself, officer: onCase('res_1', 'social-assistance') },
    finds: ['res_1'],
  },
  'health.Resident': { object: { id: 'res_1' }, ways: patientWays, finds: ['res_1'] },
  'health.HealthRecord': { object: patient, ways: patientWays, finds: ['res_1'] },
  'health.Encounter': { object: patient, ways: patientWays, finds: ['res_1'] },
  'health.Appointment': { object: patient, ways: { patient: itself, parent }, finds: ['res_1'] },
  'commerce.Resident': { object: { id: 'res_1' }, ways: { itself, parent }, finds: ['res_1'] },
  'commerce.Order': trading,
  'commerce.Dispute': trading,
  'commerce.EInvoice': { ...trading, ways: { ...tradeWays, 'tax officer': onCase(FIRM, 'tax') } },
  'commerce.LegalEntity': {
    object: { uscc: FIRM },
    ways: { firm: forFirm(FIRM), 'tax officer': onCase(FIRM, 'tax') },
    finds: [FIRM],
  },
  'agriculture.Farm': { object: farm, ways: farmWays, ...farmers },
  'agriculture.Resident': {
    object: { id: 'res_1' },
    ways: { itself, adjuster: onCase('res_1', 'insurance-claim', OTHER_FIRM) },
    finds: ['res_1'],
  },
  'agriculture.FieldPlot': { object: { ...farm, id: 'plot_1' }, ways: farmWays, ...farmers },
  'agriculture.CropLossClaim': {
    object: { ...farm, id: 'claim_1', insurerUscc: OTHER_FIRM },
    ways: {
      farmer: itself,
      insurer: forFirm(OTHER_FIRM),
      'adjuster of the claim': onCase('claim_1', 'insurance-claim', OTHER_FIRM),
    },
    ...farmers,
  },
  'agriculture.ClaimEvidence': {
    object: { claim: { ...farm, id: 'claim_1', insurerUscc: OTHER_FIRM } },
    ways: { farmer: itself, insurer: forFirm(OTHER_FIRM) },
    ...farmers,
  },
  'agriculture.Animal': { object: { ...farm, earTag: 'tag_1' }, ways: farmWays, ...farmers },
  'education.Resident': {
    object: pupil,
    ways: { ...pupilWays, officer: onCase('res_1', 'school-admission', EDUCATION_BUREAU) },
    finds: ['res_1'],
  },
  'education.Enrolment': {
    object: pupil,
    ways: { ...pupilWays, 'officer of the school': onCase('sch_1', 'school-admission', EDUCATION_BUREAU) },
    finds: ['res_1'],
  },
};

type Judged = Pick<TypeAccess<object>, 'about' | 'otherSide'> & {
  readonly default: SubjectRule<object>;
  readonly fields?: Readonly<Record<string, SubjectRule<object>>>;
};

/** `department.Type` of whatever leaves evidence when it is shown. */
const recorded = departments.flatMap(({ name, access }) => {
  const sdl = parse(readFileSync(new URL(`../../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8'));
  return recordedTypes(sdl).map((type) => ({
    coordinate: `${name}.${type}`,
    access: access[type] as unknown as Judged,
  }));
});
const isSomebodys = ({ about }: Judged): boolean => about !== toldElsewhere && about !== aboutNobody;
const ofSomebody = recorded.filter(({ access }) => isSomebodys(access));

it('knows whose each labelled object is', () => {
  expect(ofSomebody.map(({ coordinate }) => coordinate).sort()).toEqual(Object.keys(rows).sort());
});

it('is about nobody only where no person is shown', () => {
  const nobodys = recorded.filter(({ access }) => access.about === aboutNobody).map(({ coordinate }) => coordinate);
  expect(nobodys.sort()).toEqual(['government.CameraSite', 'government.StreamTicket']);
});

const ways = ofSomebody.flatMap(({ coordinate, access }) => {
  const row = rows[coordinate];
  return row ? Object.entries(row.ways).map(([way, viewer]) => ({ coordinate, way, viewer, access, row })) : [];
});

describe('evidence is found by those whose data it is', () => {
  it.each(ways)('when $coordinate is shown to: $way', ({ viewer, access, row: { object, finds, otherSide = [] } }) => {
    const letIn = [access.default, ...Object.values(access.fields ?? {})].some(
      (rule) => rule(viewer, object, NOW).allowed,
    );
    expect(letIn).toBe(true);
    const keysOf = (keys: readonly (string | null | undefined)[] = []) => keys.filter((key) => key != null);
    expect(keysOf(access.about?.(object))).toEqual(expect.arrayContaining([...finds]));
    expect(keysOf(access.otherSide?.(object))).toEqual(otherSide);
  });
});
