import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { PublicCreditRecord } from '../credit/public-credit-record.entity.ts';
import { government } from '../index.ts';
import { Inspection } from '../inspection/inspection.entity.ts';
import { Licence } from '../licence/licence.entity.ts';
import { type Asker, EVES_FIRM, MARKET, parties, seedOneProject } from '../testing/one-project.ts';
import { GRANS_SHOP, NOW, VILLAGE } from '../testing/two-families.ts';
import { LegalEntity } from './legal-entity.entity.ts';

const city = testSubgraph(government, {
  now: NOW,
  async seed(em) {
    await seedOneProject(em);
    await insertRows(em, Licence, [
      {
        id: 'lic_1',
        kind: 'FOOD_BUSINESS',
        holderUscc: GRANS_SHOP,
        issuedByUscc: MARKET,
        validFrom: '2025-03-01',
        validTo: '2030-02-28',
      },
    ]);
    const inspection = { subjectUscc: GRANS_SHOP, agencyUscc: MARKET };
    await insertRows(em, Inspection, [
      { ...inspection, id: 'ins_1', kind: 'FOOD_DRUG', result: 'PASSED', on: '2025-05-01' },
      { ...inspection, id: 'ins_2', kind: 'FOOD_DRUG', result: 'RECTIFIED', on: '2026-05-01' },
      { ...inspection, id: 'ins_3', kind: 'WORK_SAFETY', result: 'PASSED', on: '2026-06-01' },
    ]);
  },
});

describe('legalEntity(uscc:)', () => {
  it('shows anybody the register, licences and inspections newest first', async () => {
    const { data, errors } = await city
      .as(parties.nobody)
      .run(
        'query ($u: USCC!) { legalEntity(uscc: $u) { name status industryCode registeredAddress { id } licences { kind validTo holder { uscc } issuedBy { uscc } } inspections(kind: FOOD_DRUG) { result on agency { uscc } } creditRating } }',
        { u: GRANS_SHOP },
      );
    expect(errors).toBeUndefined();
    expect(data?.legalEntity).toEqual({
      name: '老安商店',
      status: 'IN_OPERATION',
      industryCode: '5211',
      registeredAddress: { id: 'plc_gran' },
      licences: [
        { kind: 'FOOD_BUSINESS', validTo: '2030-02-28', holder: { uscc: GRANS_SHOP }, issuedBy: { uscc: MARKET } },
      ],
      inspections: [
        { result: 'RECTIFIED', on: '2026-05-01', agency: { uscc: MARKET } },
        { result: 'PASSED', on: '2025-05-01', agency: { uscc: MARKET } },
      ],
      creditRating: 'A',
    });
  });

  it('is null for a code that is well formed and not registered', async () => {
    const { data, errors } = await city.as(parties.nobody).run('{ legalEntity(uscc: "91350100M000100Y43") { name } }');
    expect(errors).toBeUndefined();
    expect(data?.legalEntity).toBeNull();
  });

  it('refuses a code with a wrong check character', async () => {
    const { errors } = await city.as(parties.nobody).run('{ legalEntity(uscc: "91350100M000100Y44") { name } }');
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('connections of an entity', () => {
  const ask = async (field: string) => {
    const { data, errors } = await city
      .as(parties.nobody)
      .entity(
        'LegalEntity',
        { uscc: GRANS_SHOP },
        `page: ${field} { nodes { id } pageInfo { hasNextPage endCursor } }`,
      );
    if (errors) return { code: errors[0]?.extensions.code, argument: errors[0]?.extensions.argument };
    return { ...data.page.pageInfo, ids: data.page.nodes.map(({ id }: { id: string }) => id).join(' ') };
  };

  it('page inspections newest first, and filter them', async () => {
    const first = await ask('inspectionsConnection(first: 2)');
    expect(first).toMatchObject({ ids: 'ins_3 ins_2', hasNextPage: true });
    expect((await ask(`inspectionsConnection(first: 2, after: "${first.endCursor}")`)).ids).toBe('ins_1');
    expect((await ask('inspectionsConnection(kind: FOOD_DRUG, result: "RECTIFIED")')).ids).toBe('ins_2');
    expect(await ask('inspectionsConnection(result: "GOOD")')).toEqual({ code: 'BAD_USER_INPUT', argument: 'result' });
  });

  it.each([
    ['2025-02-28', ''],
    ['2025-03-01', 'lic_1'],
    ['2030-02-28', 'lic_1'],
    ['2030-03-01', ''],
  ])('find the licences in force on %s: %s', async (day, ids) => {
    expect((await ask(`licencesConnection(inForceOn: "${day}")`)).ids).toBe(ids);
    expect((await ask(`licencesConnection(kind: "OTHER", inForceOn: "${day}")`)).ids).toBe('');
  });

  it('tell records that count from redressed ones', async () => {
    const record = {
      subjectUscc: GRANS_SHOP,
      category: 'ADMINISTRATIVE_PENALTY' as const,
      sourceUscc: MARKET,
      statement: '罚款。',
      redresses: null,
      division: VILLAGE,
    };
    await insertRows(city.em(), PublicCreditRecord, [
      { ...record, id: 'cre_1', effectiveFrom: '2026-01-01', redressedAt: null },
      { ...record, id: 'cre_2', effectiveFrom: '2026-02-01', redressedAt: '2026-03-01' },
      { ...record, id: 'cre_3', effectiveFrom: '2026-02-01', category: 'COMMITMENT', redressedAt: null },
    ]);
    expect((await ask('creditRecordsConnection')).ids).toBe('cre_2 cre_3 cre_1');
    expect((await ask('creditRecordsConnection(redressed: true)')).ids).toBe('cre_2');
    expect((await ask('creditRecordsConnection(redressed: false, category: ADMINISTRATIVE_PENALTY)')).ids).toBe(
      'cre_1',
    );
  });
});

describe("who sees a firm's legal representative", () => {
  it.each<[Asker, string]>([
    ['nobody', 'UNAUTHENTICATED'],
    ['eve', 'res_eve'],
    ['gran', 'FORBIDDEN'],
    ['ada', 'FORBIDDEN'],
    ['leadOfficer', 'res_eve'],
    ['leadOfficerIdle', 'PURPOSE_REQUIRED'],
    ['landOfficer', 'FORBIDDEN'],
    ['marketOfficer', 'res_eve'],
    ['marketOfficerElsewhere', 'FORBIDDEN'],
    ['lender', 'res_eve'],
  ])('answers %s with %s', async (who, answer) => {
    const { data, errors } = await city
      .as(parties[who])
      .entity('LegalEntity', { uscc: EVES_FIRM }, 'name legalRepresentative { id }');
    expect(errors?.[0]?.extensions.code ?? data.legalRepresentative.id).toBe(answer);
    expect(data.name).toBe('伊芙置业');
  });

  it('lets the representative list the firms, and nobody by the back door', async () => {
    const ask = (who: Asker) =>
      city.as(parties[who]).entity('Resident', { id: 'res_eve' }, 'legalRepresentativeOf { uscc }');
    expect((await ask('eve')).data).toEqual({ legalRepresentativeOf: [{ uscc: EVES_FIRM }] });
    const { data, errors } = await ask('gran');
    expect(data).toEqual({ legalRepresentativeOf: null });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

it('resolves a hundred representations with as many statements as one', async () => {
  const many = Array.from({ length: 100 }, (_, n) => ({
    uscc: `91220100MA9${String(n).padStart(7, '0')}`,
    name: `众${n}`,
    status: 'IN_OPERATION' as const,
    industryCode: 'F5212',
    placeId: 'plc_eve',
    representativeId: 'res_eve',
    division: VILLAGE,
  }));
  await insertRows(city.em(), LegalEntity, many);
  await insertRows(
    city.em(),
    Licence,
    many.map(({ uscc }, n) => ({
      id: `lic_many${n}`,
      kind: 'FOOD_BUSINESS',
      holderUscc: uscc,
      issuedByUscc: MARKET,
      validFrom: '2025-01-01',
      validTo: null,
    })),
  );
  const ask = (count: number) =>
    city.as(parties.eve).entities(
      'LegalEntity',
      many.slice(0, count).map(({ uscc }) => ({ uscc })),
      'name registeredAddress { addressText division { name } } legalRepresentative { name } licences { kind issuedBy { name } } creditRecords { source { name } } creditRating inspections { agency { name } } licencesConnection(first: 2) { nodes { issuedBy { name } } } creditRecordsConnection(redressed: false) { nodes { source { name } } } inspectionsConnection(result: "PASSED") { nodes { agency { name } } }',
    );
  const first = await ask(1);
  expect(first.errors).toBeUndefined();
  const one = await city.statements(() => ask(1));
  let answer = first;
  const hundred = await city.statements(async () => {
    answer = await ask(100);
  });
  expect(answer.data).toHaveLength(100);
  expect(answer.data[99]).toMatchObject({ name: '众99', licences: [{ kind: 'FOOD_BUSINESS' }] });
  expect(hundred).toBe(one);
});
