import { describe, expect, it } from '@jest/globals';
import type { Asking, HubClient } from '../hub-client.ts';

interface Refusal {
  /** Who asks, and what they say they are doing. */
  readonly who: string;
  readonly asking: (right: Asking) => Asking;
  /** Codes of the answer's errors, each at least once and no other. */
  readonly codes: readonly string[];
  /** Positions that are null, or missing because one above them is. */
  readonly closed: readonly string[];
  /** Positions that are answered all the same. */
  readonly open?: readonly string[];
}

interface Question {
  readonly name: string;
  /** The explorer's question whose variables and person these are. */
  readonly title: string;
  readonly document: string;
  /** Positions that hold something, for the right person; `*` is every item of a list. */
  readonly answered: readonly string[];
  readonly refusals: readonly Refusal[];
}

const anonymous: Pick<Refusal, 'who' | 'asking'> = { who: 'nobody', asking: () => ({}) };
const another = (as: string): Pick<Refusal, 'who' | 'asking'> => ({
  who: `${as}, with the case of another`,
  asking: ({ headers = {} }) => ({ as, headers }),
});
const idle: Pick<Refusal, 'who' | 'asking'> = {
  who: 'the right person without case and purpose',
  asking: ({ as = '' }) => ({ as }),
};

const EXPLAINED = ['legalEntity.lendingProfile', 'legalEntity.invoiceTurnover', 'legalEntity.annualEnergyUse'];

/** The questions that the city must answer, plugins' fields left out. */
const QUESTIONS: readonly Question[] = [
  {
    name: 'SchoolEntry',
    title: 'School entry of my children',
    document: `query SchoolEntry($year: String!) { me { guardianOf { name enrolments(academicYear: $year) { status school { name } } healthRecord { immunizations { occurrence completeForSchoolEntry } } household { dwelling { addressText catchmentSchools(stage: "primary") { name vacancies(academicYear: $year) place { addressText } } } } } } }`,
    answered: [
      'me.guardianOf.*.name',
      'me.guardianOf.*.enrolments.*.school.name',
      'me.guardianOf.*.healthRecord.immunizations.*.occurrence',
      'me.guardianOf.*.household.dwelling.catchmentSchools.*.place.addressText',
      'me.guardianOf.*.household.dwelling.catchmentSchools.*.vacancies',
    ],
    refusals: [{ ...anonymous, codes: ['UNAUTHENTICATED'], closed: ['me'] }],
  },
  {
    name: 'BillsOnOneCard',
    title: 'Bills on one card',
    document: `query BillsOnOneCard { me { household { dwelling { usagePoints { mrid commodity amountDueCents latestReading { at value unit } } } } citizenCard { functions balanceCents } } }`,
    answered: [
      'me.household.dwelling.usagePoints.*.mrid',
      'me.household.dwelling.usagePoints.*.commodity',
      'me.household.dwelling.usagePoints.*.amountDueCents',
      'me.household.dwelling.usagePoints.*.latestReading.at',
      'me.household.dwelling.usagePoints.*.latestReading.unit',
      'me.citizenCard.functions.*',
      'me.citizenCard.balanceCents',
    ],
    refusals: [{ ...anonymous, codes: ['UNAUTHENTICATED'], closed: ['me'] }],
  },
  {
    name: 'SiteReview',
    title: 'Site review of a project',
    document: `query SiteReview($project: InvestmentProjectCode!) { approvalCase(projectCode: $project) { status applicant { name creditRecords(category: DISHONESTY_LISTING) { id source { name } } } parcel { landUseCode } steps { agency { name } dueAt decision } } }`,
    answered: [
      'approvalCase.status',
      'approvalCase.applicant.name',
      'approvalCase.parcel.landUseCode',
      'approvalCase.steps.*.agency.name',
      'approvalCase.steps.*.dueAt',
    ],
    refusals: [
      { ...anonymous, codes: ['UNAUTHENTICATED'], closed: ['approvalCase'] },
      { ...another('lender'), codes: ['FORBIDDEN'], closed: ['approvalCase'] },
      { ...another('app-developer'), codes: ['FORBIDDEN'], closed: ['approvalCase'] },
    ],
  },
  {
    name: 'LenderView',
    title: 'A small firm, for a loan',
    document: `query LenderView($uscc: USCC!) { legalEntity(uscc: $uscc) { name status creditRecords { category redressedAt } lendingProfile { scoreBand explanation } invoiceTurnover(year: 2025) { band } annualEnergyUse(year: 2025) { kwhBand } tradeIntegrityScore } }`,
    answered: [
      'legalEntity.name',
      'legalEntity.status',
      'legalEntity.lendingProfile.scoreBand',
      'legalEntity.lendingProfile.explanation',
      'legalEntity.invoiceTurnover.band',
      'legalEntity.annualEnergyUse.kwhBand',
      'legalEntity.tradeIntegrityScore',
    ],
    refusals: [
      { ...anonymous, codes: ['UNAUTHENTICATED'], closed: EXPLAINED, open: ['legalEntity.name'] },
      // A lender is a resident too, and without a word about work asks as one.
      { ...idle, codes: ['FORBIDDEN'], closed: EXPLAINED, open: ['legalEntity.name'] },
      { ...another('approval-officer'), codes: ['FORBIDDEN'], closed: EXPLAINED, open: ['legalEntity.name'] },
      { ...another('app-developer'), codes: ['FORBIDDEN'], closed: EXPLAINED, open: ['legalEntity.name'] },
    ],
  },
  {
    name: 'MyPlots',
    title: 'My plots',
    document: `query MyPlots { me { farms { name plots { crop { agrovocUri name } growthStage parcel { areaM2 } } } } marketPrices(commodity: "maize") { market centsPerKg at } }`,
    answered: [
      'me.farms.*.name',
      'me.farms.*.plots.*.crop.name',
      'me.farms.*.plots.*.parcel.areaM2',
      'marketPrices.*.market',
      'marketPrices.*.centsPerKg',
    ],
    refusals: [{ ...anonymous, codes: ['UNAUTHENTICATED'], closed: ['me'], open: ['marketPrices.*.centsPerKg'] }],
  },
  {
    name: 'ScanLabel',
    title: 'Scan a label',
    document: `query ScanLabel($gtin: GTIN!, $lot: String!) { product(gtin: $gtin) { name brandOwner { name licences { kind validTo } inspections(kind: FOOD_DRUG) { result on } creditRating } batch(lot: $lot) { inspectionPassed events { eventTime bizStep readPoint { division { name } } actor { name } } originPlot { season crop { name } place { division { name } } } } } }`,
    answered: [
      'product.name',
      'product.brandOwner.name',
      'product.brandOwner.licences.*.kind',
      'product.batch.inspectionPassed',
      'product.batch.events.*.bizStep',
      'product.batch.events.*.readPoint.division.name',
      'product.batch.originPlot.crop.name',
      'product.batch.originPlot.place.division.name',
    ],
    refusals: [],
  },
  {
    name: 'FloodCell',
    title: 'A district in a flood',
    document: `query FloodCell($district: DivisionCode!) { adminDivision(code: $district) { name cityEvents(status: "OPEN") { categoryCode place { addressText } } hospitals { name availableBeds } } }`,
    answered: [
      'adminDivision.name',
      'adminDivision.cityEvents.*.categoryCode',
      'adminDivision.hospitals.*.name',
      'adminDivision.hospitals.*.availableBeds',
    ],
    refusals: [
      {
        ...anonymous,
        codes: ['UNAUTHENTICATED'],
        closed: ['adminDivision.hospitals.*.availableBeds'],
        open: ['adminDivision.hospitals.*.name', 'adminDivision.cityEvents.*.categoryCode'],
      },
    ],
  },
];

/** Everything at a position; a list under `*` gives each of its items. */
function at(data: unknown, position: string): unknown[] {
  return position.split('.').reduce<unknown[]>(
    (found, step) =>
      found.flatMap((value) => {
        if (value === null || value === undefined) return [value];
        if (step === '*') return Array.isArray(value) ? value : [undefined];
        return [(value as Record<string, unknown>)[step]];
      }),
    [data],
  );
}

/** Each question of the city by the person it belongs to, and by those it does not. */
export function askTheCity(hub: () => HubClient): void {
  const prepared = async (title: string) => {
    const { questions } = await (await fetch(`${hub().explorer}/explorer/settings.json`)).json();
    const found = questions.find((question: { title: string }) => question.title === title);
    const right: Asking = { ...(found.askedBy && { as: found.askedBy }), headers: found.headers };
    return { variables: found.variables as Record<string, unknown>, right };
  };

  describe.each(QUESTIONS)('$name', ({ title, document, answered, refusals }) => {
    it('is answered to whom it belongs', async () => {
      const { variables, right } = await prepared(title);
      const { data, errors } = await hub().ask(document, variables, right);
      expect(errors).toEqual([]);
      for (const position of answered) {
        const found = at(data, position);
        expect({ position, some: found.length > 0, empty: found.filter((value) => value == null) }).toEqual({
          position,
          some: true,
          empty: [],
        });
      }
    });

    if (refusals.length === 0) return;
    it.each(refusals)('is refused to $who, and says why', async ({ asking, codes, closed, open = [] }) => {
      const { variables, right } = await prepared(title);
      const { data, errors } = await hub().ask(document, variables, asking(right));
      expect([...new Set(errors.map(({ extensions }) => extensions.code))]).toEqual(codes);
      for (const position of closed) {
        expect({ position, seen: at(data, position).filter((value) => value != null) }).toEqual({ position, seen: [] });
      }
      for (const position of open) expect(at(data, position).some((value) => value != null)).toBe(true);
    });
  });

  it('a camera is opened once, by an officer at work, and the record says who and why', async () => {
    const { variables, right } = await prepared('Hazards and cameras of a district');
    const { data } = await hub().ask(
      'query C($district: DivisionCode!) { cameraSites(division: $district, kind: WATER) { nodes { id } } }',
      variables,
      right,
    );
    const [cameraSiteId] = at(data, 'cameraSites.nodes.*.id');
    const request =
      'mutation T($camera: ID!) { requestStreamTicket(cameraSiteId: $camera) { id caseId purpose token cameraSite { id } } }';
    const { data: answer, errors } = await hub().ask(request, { camera: cameraSiteId }, right);
    expect(errors).toEqual([]);
    expect(answer).toEqual({
      requestStreamTicket: {
        id: expect.stringMatching(/^tkt_/),
        caseId: 'case-flood-1',
        purpose: 'emergency-response',
        token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        cameraSite: { id: cameraSiteId },
      },
    });
    for (const as of ['approval-officer', 'app-developer']) {
      const refused = await hub().ask(request, { camera: cameraSiteId }, { as, headers: right.headers ?? {} });
      expect(refused.data?.requestStreamTicket ?? null).toBeNull();
      expect(refused.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
  });

  it('a label with a wrong check digit is told so', async () => {
    const { variables } = await prepared('Scan a label');
    const { errors } = await hub().ask(QUESTIONS.find(({ name }) => name === 'ScanLabel')?.document ?? '', {
      ...variables,
      gtin: '6912345678901',
    });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('a meter is answered to nobody who merely knows its key', async () => {
    const { data } = await hub().ask(
      '{ me { household { dwelling { usagePoints { mrid } } } } }',
      {},
      { as: 'parent' },
    );
    const [mrid] = at(data, 'me.household.dwelling.usagePoints.*.mrid');
    for (const [as, code] of [
      ['shop-owner', 'FORBIDDEN'],
      [undefined, 'UNAUTHENTICATED'],
    ] as const) {
      const answer = await hub().ask(
        'query Meter($mrid: ID!) { usagePoint(mrid: $mrid) { commodity amountDueCents latestReading { value } } }',
        { mrid },
        as ? { as } : {},
      );
      expect(at(answer.data, 'usagePoint.commodity').filter(Boolean)).toEqual([]);
      expect([...new Set(answer.errors.map(({ extensions }) => extensions.code))]).toEqual([code]);
    }
  });
}
