import { createCity, DEMO_PROJECT_CODE } from '@citygraph/city';
import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { standing } from './case-assignment/standing.ts';
import { government } from './index.ts';
import { SERVICE_CATALOGUE } from './public-service/service-catalogue.ts';

const seeded = createCity();
const city = testSubgraph(government, { seed: (em) => government.seed(em, seeded) });
const rows = (sql: string) => city.em().execute<Record<string, unknown>[]>(sql);

describe('the seeded business of the city', () => {
  it('has every legal entity and every service', async () => {
    const [entities] = await rows('select count(*) as n from legal_entity');
    const [services] = await rows('select count(*) as n from public_service');
    expect([Number(entities?.n), Number(services?.n)]).toEqual([seeded.legalEntities.length, SERVICE_CATALOGUE.length]);
  });

  it.each([
    ['legal_entity', 'place_id', 'place', 'id'],
    ['legal_entity', 'representative_id', 'resident', 'id'],
    ['licence', 'holder_uscc', 'legal_entity', 'uscc'],
    ['licence', 'issued_by_uscc', 'agency', 'uscc'],
    ['inspection', 'subject_uscc', 'legal_entity', 'uscc'],
    ['inspection', 'agency_uscc', 'agency', 'uscc'],
    ['public_credit_record', 'subject_uscc', 'legal_entity', 'uscc'],
    ['public_credit_record', 'source_uscc', 'agency', 'uscc'],
    ['public_credit_record', 'redresses', 'public_credit_record', 'id'],
    ['public_service', 'agency_uscc', 'agency', 'uscc'],
    ['service_application', 'service_id', 'public_service', 'id'],
    ['service_application', 'agency_uscc', 'agency', 'uscc'],
    ['service_application', 'applicant_resident', 'resident', 'id'],
    ['parallel_approval_case', 'applicant_uscc', 'legal_entity', 'uscc'],
    ['parallel_approval_case', 'lead_agency_uscc', 'agency', 'uscc'],
    ['parallel_approval_case', 'parcel_id', 'parcel', 'id'],
    ['approval_step', 'project_code', 'parallel_approval_case', 'project_code'],
    ['approval_step', 'service_id', 'public_service', 'id'],
    ['approval_step', 'agency_uscc', 'agency', 'uscc'],
    ['supervision_alert', 'step_id', 'approval_step', 'id'],
    ['city_event', 'place_id', 'place', 'id'],
    ['city_event', 'division_code', 'admin_division', 'code'],
    ['city_indicator', 'division_code', 'admin_division', 'code'],
    ['safety_hazard', 'subject_uscc', 'legal_entity', 'uscc'],
    ['safety_hazard', 'place_id', 'place', 'id'],
    ['safety_hazard', 'agency_uscc', 'agency', 'uscc'],
    ['camera_site', 'place_id', 'place', 'id'],
    ['camera_site', 'division_code', 'admin_division', 'code'],
    ['camera_site', 'operator_uscc', 'agency', 'uscc'],
    ['system_registration', 'agency_uscc', 'agency', 'uscc'],
  ])('fills %s, and lets no %s point to nothing', async (table, column, target, key) => {
    expect(await rows(`select 1 from ${table} where ${column} is not null limit 1`)).toHaveLength(1);
    const lost = `select 1 from ${table} s where s.${column} is not null and not exists (select 1 from ${target} t where t.${key} = s.${column}) limit 1`;
    expect(await rows(lost)).toEqual([]);
  });

  it('has dishonesty listings of both kinds, redressed and not, and rates by them', async () => {
    const listed = await rows(
      "select subject_uscc as uscc, redressed_at as redressed from public_credit_record where category = 'DISHONESTY_LISTING'",
    );
    const living = listed.find(({ redressed }) => redressed === null);
    const mended = listed.find(({ redressed }) => redressed !== null);
    const rating = async (uscc: unknown) =>
      (await city.as(anonymous()).entity('LegalEntity', { uscc }, 'creditRating')).data.creditRating;
    expect(await rating(living?.uscc)).toBe('D');
    expect(await rating(mended?.uscc)).not.toBe('D');
  });

  it('has open and closed events, and an open one in every district', async () => {
    expect(await rows('select distinct status from city_event order by status')).toEqual([
      { status: 'CLOSED' },
      { status: 'OPEN' },
    ]);
    const districts = seeded.divisions.filter(({ level }) => level === 'district').map(({ code }) => ({ code }));
    const { data } = await city
      .as(anonymous())
      .entities('AdminDivision', districts, 'cityEvents(status: "OPEN") { categoryCode place { addressText } }');
    for (const { cityEvents } of data) {
      expect(cityEvents.length).toBeGreaterThan(0);
      expect(cityEvents[0].place.addressText).toEqual(expect.any(String));
    }
  });

  it('answers the site review of the demo approval officer, with one step overdue', async () => {
    const { subject, resident: self, agency } = seeded.demo['approval-officer'];
    const asking = officer({ agency: agency ?? '', subject });
    const claims = await standing(city.context(asking), { subject, resident: self, caseId: 'case-approval-1' });
    const viewer = { ...asking, standing: claims, purpose: 'project-approval' as const };
    const { data, errors } = await city.as(viewer).run(
      `query SiteReview($p: InvestmentProjectCode!) { approvalCase(projectCode: $p) {
        status applicant { name creditRecords(category: DISHONESTY_LISTING) { id source { name } } } parcel { landUseCode }
        steps { agency { name } dueAt decision alerts { level } } } }`,
      { p: DEMO_PROJECT_CODE },
    );
    expect(errors?.map(({ path }) => path?.slice(-1)[0])).toEqual(undefined);
    const { status, steps } = data?.approvalCase ?? {};
    expect(status).toBe('AWAITING_CORRECTION');
    expect(new Set(steps.map((step: { agency: { name: string } }) => step.agency.name)).size).toBe(5);
    const late = steps.filter(({ alerts }: { alerts: { level: string }[] }) => alerts.length > 0);
    expect(late).toMatchObject([{ decision: null, alerts: expect.arrayContaining([{ level: 'RED' }]) }]);
  });

  it('lets the demo parent see own applications, and the shop owner the shop', async () => {
    const { parent, 'shop-owner': owner } = seeded.demo;
    const mine = await city.as(resident(parent.resident)).run('{ me { applications { status service { name } } } }');
    expect(mine.errors).toBeUndefined();
    expect(mine.data?.me.applications.length).toBeGreaterThan(0);
    const shop = await city
      .as(resident(owner.resident, { represents: owner.represents }))
      .run(
        '{ me { legalRepresentativeOf { name licences { kind validTo } creditRating legalRepresentative { name } } } }',
      );
    expect(shop.errors).toBeUndefined();
    expect(shop.data?.me.legalRepresentativeOf).toMatchObject([
      { creditRating: 'A', licences: [{ kind: 'FOOD_BUSINESS' }], legalRepresentative: { name: owner.displayName } },
    ]);
  });
});
