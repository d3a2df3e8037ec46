import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, EVES_FIRM, MARKET, parties, seedOneProject, signs } from '../testing/one-project.ts';
import { GRANS_SHOP, NOW } from '../testing/two-families.ts';
import { CreditComplaint } from './credit-complaint.entity.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

const city = testSubgraph(government, {
  now: NOW,
  async seed(em) {
    await seedOneProject(em);
    await insertRows(em, PublicCreditRecord, [
      {
        id: 'cre_1',
        subjectUscc: EVES_FIRM,
        category: 'ADMINISTRATIVE_PENALTY' as const,
        sourceUscc: MARKET,
        statement: '罚款。',
        effectiveFrom: '2026-05-01',
        redressedAt: null,
        redresses: null,
        division: null,
      },
    ]);
  },
});

const FILE = `mutation File($uscc: USCC!, $record: ID, $grounds: String!, $key: ID) {
  fileCreditComplaint(recordId: $record, uscc: $uscc, grounds: $grounds, idempotencyKey: $key) {
    id status grounds filedAt subject { uscc } record { id }
  }
}`;
const file = (who: Asker, variables: Record<string, unknown>) =>
  city.as(parties[who]).run(FILE, { uscc: EVES_FIRM, grounds: '处罚决定书已被撤销，请更正。', ...variables });

describe('fileCreditComplaint', () => {
  it('takes an objection to a record, or to the entity as a whole, from anybody signed in', async () => {
    const { data, errors } = await file('ada', { record: 'cre_1' });
    expect(errors).toBeUndefined();
    expect(data?.fileCreditComplaint).toMatchObject({
      status: 'OPEN',
      filedAt: '2026-11-01T10:00:00+08:00',
      subject: { uscc: EVES_FIRM },
      record: { id: 'cre_1' },
    });
    expect((await file('ada', {})).data?.fileCreditComplaint.record).toBeNull();
  });

  it('answers a repeat with the first complaint', async () => {
    const first = await file('ada', {});
    expect(await file('ada', {})).toEqual(first);
    expect(await city.em().count(CreditComplaint)).toBe(1);
  });

  it.each<[string, Asker, Record<string, unknown>, string, string | undefined]>([
    ['the anonymous', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['an unknown record', 'ada', { record: 'cre_none' }, 'NOT_FOUND', 'recordId'],
    ["another firm's record", 'ada', { uscc: GRANS_SHOP, record: 'cre_1' }, 'NOT_FOUND', 'recordId'],
    ['an unknown firm', 'ada', { uscc: '91350100M000100Y43' }, 'NOT_FOUND', 'uscc'],
    ['no grounds', 'ada', { grounds: 'no' }, 'BAD_USER_INPUT', 'grounds'],
  ])('refuses %s', async (_what, who, variables, code, argument) => {
    const { data, errors } = await file(who, variables);
    expect(data?.fileCreditComplaint).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
  });
});

describe('who sees a complaint', () => {
  const FIELDS = ['status', 'grounds', 'filedAt', 'subject { uscc }', 'record { id }'];
  it.each<[Asker, string]>([
    ['nobody', '!!!!!'],
    ['ada', '+++++'],
    ['gran', '-----'],
    ['eve', '-----'],
    ['marketOfficer', '+++++'],
    ['marketOfficerElsewhere', '-----'],
    ['leadOfficer', '-----'],
    ['landOfficerIdle', 'PPPPP'],
  ])('%s sees %s of the complaint that Ada filed against the firm of Eve', async (who, answers) => {
    const { data } = await file('ada', { record: 'cre_1' });
    const key = { id: data?.fileCreditComplaint.id };
    const { errors } = await city.as(parties[who]).entity('CreditComplaint', key, FIELDS.join(' '));
    expect(signs(FIELDS, errors)).toBe(answers);
  });

  it('answers an unknown key as one that may not be seen', async () => {
    const { data } = await file('ada', {});
    const ask = (id: string) => city.as(parties.gran).entity('CreditComplaint', { id }, '__typename status');
    expect(await ask('cmp_none')).toEqual(await ask(data?.fileCreditComplaint.id));
  });
});
