import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
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
      'name registeredAddress { addressText division { name } } legalRepresentative { name } licences { kind issuedBy { name } } creditRecords { source { name } } creditRating inspections { agency { name } }',
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
