import { insertRows } from '@citygraph/kit';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { EVES_FIRM, KEEPER, MARKET, parties, seedOneProject } from '../testing/one-project.ts';
import { GRANS_SHOP, NOW } from '../testing/two-families.ts';
import { CreditComplaint } from './credit-complaint.entity.ts';
import { decideCreditComplaint } from './decide-credit-complaint.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';
import { redressCredit } from './redress-credit.ts';

const onCase = (agency: string, subjects: readonly string[], roles = ['officer']) =>
  officer({
    agency,
    roles,
    purpose: 'market-supervision',
    case: { id: 'case-9', agency, purposes: ['market-supervision'], subjects, exp: NOW.getTime() / 1000 + 86_400 },
  });

const people = {
  ...parties,
  keeper: onCase(KEEPER, [EVES_FIRM]),
  marketOnComplaint: onCase(MARKET, ['cmp_record']),
  marketOnOther: onCase(MARKET, [GRANS_SHOP]),
  marketClerk: onCase(MARKET, [EVES_FIRM], ['resident']),
};
type Person = keyof typeof people;

const record = {
  subjectUscc: EVES_FIRM,
  sourceUscc: MARKET,
  statement: '罚款。',
  effectiveFrom: '2026-05-01',
  redressedAt: null,
  redresses: null,
  division: null,
};
const complaint = {
  subjectUscc: EVES_FIRM,
  grounds: '处罚决定书已被撤销，请更正。',
  status: 'OPEN' as const,
  filedBy: 'sub-res_ada',
  reason: null,
  decidedAt: null,
  decidedBy: null,
  division: null,
};

async function seed(em: Parameters<typeof seedOneProject>[0]) {
  await seedOneProject(em);
  await insertRows(em, PublicCreditRecord, [
    { ...record, id: 'cre_penalty', category: 'ADMINISTRATIVE_PENALTY' as const },
    { ...record, id: 'cre_listing', category: 'DISHONESTY_LISTING' as const },
    { ...record, id: 'cre_commitment', category: 'COMMITMENT' as const, sourceUscc: KEEPER },
  ]);
  await insertRows(em, CreditComplaint, [
    { ...complaint, id: 'cmp_record', recordId: 'cre_penalty', filedAt: new Date('2026-10-01T09:00:00+08:00') },
    { ...complaint, id: 'cmp_commitment', recordId: 'cre_commitment', filedAt: new Date('2026-10-02T09:00:00+08:00') },
    { ...complaint, id: 'cmp_entity', recordId: null, filedAt: new Date('2026-10-03T09:00:00+08:00') },
  ]);
}

const DECIDE = `mutation D($id: ID!, $uphold: Boolean!, $reason: String!, $key: ID) {
  decideCreditComplaint(complaintId: $id, uphold: $uphold, reason: $reason, idempotencyKey: $key) {
    status reason decidedAt record { redressedAt } subject { creditRecords(category: REDRESS) { statement source { uscc } } }
  }
}`;
const REDRESS = `mutation R($id: ID!, $words: String!, $key: ID) {
  redressCredit(recordId: $id, statement: $words, idempotencyKey: $key) { id redressedAt subject { creditRating } }
}`;

describe('decideCreditComplaint', () => {
  const city = testSubgraph(government, { seed, now: NOW });
  const decide = (who: Person, over: Record<string, unknown> = {}) =>
    city.as(people[who]).run(DECIDE, { id: 'cmp_record', uphold: true, reason: '原处罚决定已撤销。', ...over });

  it('upholds: the record is redressed in the same moment, by its own agency', async () => {
    const { data, errors } = await decide('marketOfficer');
    expect(errors).toBeUndefined();
    expect(data.decideCreditComplaint).toEqual({
      status: 'UPHELD',
      reason: '原处罚决定已撤销。',
      decidedAt: '2026-11-01T10:00:00+08:00',
      record: { redressedAt: '2026-11-01' },
      subject: { creditRecords: [{ statement: '原处罚决定已撤销。', source: { uscc: MARKET } }] },
    });
  });

  it('dismisses: the record goes on counting', async () => {
    const { data } = await decide('marketOnComplaint', { uphold: false, reason: '处罚决定仍然有效。' });
    expect(data.decideCreditComplaint).toMatchObject({ status: 'DISMISSED', record: { redressedAt: null } });
    expect(await city.em().count(PublicCreditRecord, { category: 'REDRESS' })).toBe(0);
  });

  it('leaves alone what cannot be redressed, and what was redressed before', async () => {
    const kept = await decide('keeper', { id: 'cmp_commitment' });
    expect(kept.data.decideCreditComplaint).toMatchObject({ status: 'UPHELD', record: { redressedAt: null } });
    await city.em().nativeUpdate(PublicCreditRecord, { id: 'cre_penalty' }, { redressedAt: '2026-06-01' });
    const { data } = await decide('marketOfficer');
    expect(data.decideCreditComplaint).toMatchObject({ status: 'UPHELD', record: { redressedAt: '2026-06-01' } });
    expect(await city.em().count(PublicCreditRecord, { category: 'REDRESS' })).toBe(0);
  });

  it('decides once, and answers a repeat with the first decision', async () => {
    const first = await decide('marketOfficer', { key: 'a' });
    expect(await decide('marketOfficer', { key: 'a' })).toEqual(first);
    const again = await decide('marketOfficer', { key: 'b', uphold: false });
    expect(again.errors).toMatchObject([
      {
        message: 'complaintId: cmp_record is UPHELD; a complaint is decided once.',
        extensions: { code: 'CONFLICT', argument: 'complaintId' },
      },
    ]);
  });

  it.each<[Person, string, string]>([
    ['nobody', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
    ['ada', 'FORBIDDEN', 'FORBIDDEN'],
    ['eve', 'FORBIDDEN', 'FORBIDDEN'],
    ['keeper', 'FORBIDDEN', 'ok'],
    ['marketOfficer', 'ok', 'FORBIDDEN'],
    ['marketOfficerElsewhere', 'FORBIDDEN', 'FORBIDDEN'],
    ['marketOnOther', 'FORBIDDEN', 'FORBIDDEN'],
    ['marketClerk', 'FORBIDDEN', 'FORBIDDEN'],
    ['leadOfficer', 'FORBIDDEN', 'FORBIDDEN'],
    ['landOfficerIdle', 'PURPOSE_REQUIRED', 'PURPOSE_REQUIRED'],
    ['lender', 'FORBIDDEN', 'FORBIDDEN'],
  ])(
    'lets %s decide about a record of Market Supervision: %s; about the entity: %s',
    async (who, onRecord, onEntity) => {
      const code = async (id: string) => (await decide(who, { id })).errors?.[0]?.extensions.code ?? 'ok';
      expect(await code('cmp_record')).toBe(onRecord);
      expect(await code('cmp_entity')).toBe(onEntity);
    },
  );

  it('refuses in the same words what does not exist, and a reason that is none', async () => {
    const words = async (id: string) => (await decide('ada', { id })).errors?.[0]?.message;
    expect(await words('cmp_none')).toBe(await words('cmp_record'));
    expect((await decide('marketOfficer', { reason: ' ' })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'reason' } },
    ]);
  });

  it.each<[Person, string]>([
    ['nobody', 'UNAUTHENTICATED'],
    ['ada', 'cmp_entity cmp_commitment cmp_record'],
    ['gran', ''],
    ['marketOfficer', 'cmp_entity cmp_commitment cmp_record'],
    ['marketOnComplaint', 'cmp_record'],
    ['marketOfficerElsewhere', ''],
    ['landOfficerIdle', ''],
  ])('lists for %s: %s', async (who, ids) => {
    const { data, errors } = await city.as(people[who]).run('{ creditComplaints(status: "OPEN") { nodes { id } } }');
    const found = data?.creditComplaints?.nodes.map(({ id }: { id: string }) => id).join(' ');
    expect(errors?.[0]?.extensions.code ?? found).toBe(ids);
  });
});

describe('redressCredit', () => {
  const city = testSubgraph(government, { seed, now: NOW });
  const redress = (who: Person, over: Record<string, unknown> = {}) =>
    city.as(people[who]).run(REDRESS, { id: 'cre_listing', words: '已履行全部义务。', ...over });

  it('takes a listing off, once: the rating follows', async () => {
    const first = await redress('marketOfficer', { key: 'a' });
    expect(first.errors).toBeUndefined();
    expect(first.data.redressCredit).toEqual({
      id: 'cre_listing',
      redressedAt: '2026-11-01',
      subject: { creditRating: 'B' },
    });
    expect(await redress('marketOfficer', { key: 'a' })).toEqual(first);
    expect((await redress('marketOfficer', { key: 'b' })).errors).toMatchObject([
      { extensions: { code: 'CONFLICT', argument: 'recordId' } },
    ]);
  });

  it.each<[string, Person, Record<string, unknown>, string]>([
    ['from the anonymous', 'nobody', {}, 'UNAUTHENTICATED'],
    ['from the firm itself', 'eve', {}, 'FORBIDDEN'],
    ['from another agency', 'keeper', {}, 'FORBIDDEN'],
    ['from who is no officer', 'marketClerk', {}, 'FORBIDDEN'],
    ['without a purpose', 'landOfficerIdle', {}, 'PURPOSE_REQUIRED'],
    ['of an unknown record', 'marketOfficer', { id: 'cre_none' }, 'FORBIDDEN'],
    ['of a commitment', 'keeper', { id: 'cre_commitment' }, 'BAD_USER_INPUT'],
    ['without words', 'marketOfficer', { words: '' }, 'BAD_USER_INPUT'],
  ])('is refused %s', async (_what, who, over, code) => {
    expect((await redress(who, over)).errors).toMatchObject([{ extensions: { code } }]);
    expect(await city.em().count(PublicCreditRecord, { redressedAt: { $ne: null } })).toBe(0);
  });
});

describe('at one moment', () => {
  const city = testSubgraph(government, { seed, now: NOW, commits: true });

  it('one of eight decisions counts, and the record is redressed at most once', async () => {
    const tries = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
      n === 7
        ? redressCredit(city.em(), people.marketOfficer, { recordId: 'cre_penalty', statement: '已缴清。' }, 'r', NOW)
        : decideCreditComplaint(
            city.em(),
            people.marketOfficer,
            { complaintId: 'cmp_record', uphold: true, reason: `第${n}个决定。` },
            `race-${n}`,
            NOW,
          ),
    );
    const done = await Promise.allSettled(tries);
    expect(done.slice(0, 7).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
    expect(await city.em().count(PublicCreditRecord, { category: 'REDRESS' })).toBe(1);
  });
});
