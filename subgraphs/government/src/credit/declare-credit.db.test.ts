import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, EVES_FIRM, KEEPER, MARKET, parties, seedOneProject, signs } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

const city = testSubgraph(government, { seed: seedOneProject, now: NOW });

const DECLARE = `mutation Declare($uscc: USCC!, $category: CreditCategory!, $statement: String!, $record: ID, $key: ID) {
  declareCredit(uscc: $uscc, category: $category, statement: $statement, recordId: $record, idempotencyKey: $key) {
    id category statement effectiveFrom redressedAt source { uscc } subject { uscc creditRating }
  }
}`;
const declare = (who: Asker, variables: Record<string, unknown>) =>
  city.as(parties[who]).run(DECLARE, { uscc: EVES_FIRM, statement: '如实申报。', ...variables });

describe('declareCredit', () => {
  it('takes a commitment from the legal representative, and names the keeper of the register as its source', async () => {
    const { data, errors } = await declare('eve', { category: 'COMMITMENT' });
    expect(errors).toBeUndefined();
    expect(data?.declareCredit).toMatchObject({
      category: 'COMMITMENT',
      statement: '如实申报。',
      effectiveFrom: '2026-11-01',
      redressedAt: null,
      source: { uscc: KEEPER },
      subject: { uscc: EVES_FIRM, creditRating: 'A' },
    });
  });

  it('takes a listing from an officer of a competent agency, and rates by it', async () => {
    const { data } = await declare('marketOfficer', { category: 'DISHONESTY_LISTING' });
    expect(data?.declareCredit).toMatchObject({ source: { uscc: MARKET }, subject: { creditRating: 'D' } });
  });

  it('redresses a listing once; from then on it does not count', async () => {
    const listed = await declare('marketOfficer', { category: 'DISHONESTY_LISTING' });
    const record = listed.data?.declareCredit.id;
    const redressed = await declare('marketOfficer', { category: 'REDRESS', record });
    expect(redressed.errors).toBeUndefined();
    expect(redressed.data?.declareCredit.subject.creditRating).toBe('A');
    const { data } = await city.as(parties.nobody).entity('PublicCreditRecord', { id: record }, 'redressedAt');
    expect(data).toEqual({ redressedAt: '2026-11-01' });
    const again = await declare('marketOfficer', { category: 'REDRESS', record, statement: '再次修复。' });
    expect(again.errors).toMatchObject([{ extensions: { code: 'CONFLICT', argument: 'recordId' } }]);
  });

  it('answers a repeat with the first record', async () => {
    const first = await declare('eve', { category: 'BASIC', key: 'k1' });
    expect(await declare('eve', { category: 'BASIC', key: 'k1' })).toEqual(first);
    expect(await city.em().count(PublicCreditRecord)).toBe(1);
  });

  it.each<[string, Asker, Record<string, unknown>, string, string | undefined]>([
    ['the anonymous', 'nobody', { category: 'BASIC' }, 'UNAUTHENTICATED', undefined],
    ["somebody else's declaration", 'gran', { category: 'BASIC' }, 'FORBIDDEN', 'uscc'],
    ["an officer's declaration for the firm", 'marketOfficer', { category: 'COMMITMENT' }, 'FORBIDDEN', 'uscc'],
    ['a penalty by the firm itself', 'eve', { category: 'ADMINISTRATIVE_PENALTY' }, 'FORBIDDEN', undefined],
    [
      'a penalty from another town',
      'marketOfficerElsewhere',
      { category: 'ADMINISTRATIVE_PENALTY' },
      'FORBIDDEN',
      undefined,
    ],
    [
      'an officer without case',
      'landOfficerIdle',
      { category: 'ADMINISTRATIVE_PENALTY' },
      'PURPOSE_REQUIRED',
      undefined,
    ],
    ['an unknown firm', 'eve', { uscc: '91350100M000100Y43', category: 'BASIC' }, 'NOT_FOUND', 'uscc'],
    ['too few words', 'eve', { category: 'BASIC', statement: ' ' }, 'BAD_USER_INPUT', 'statement'],
    ['a redress of nothing', 'marketOfficer', { category: 'REDRESS' }, 'BAD_USER_INPUT', 'recordId'],
    [
      'a redress of an unknown record',
      'marketOfficer',
      { category: 'REDRESS', record: 'cre_none' },
      'NOT_FOUND',
      'recordId',
    ],
    [
      'a penalty that redresses',
      'marketOfficer',
      { category: 'ADMINISTRATIVE_PENALTY', record: 'cre_1' },
      'BAD_USER_INPUT',
      'recordId',
    ],
  ])('refuses %s', async (_what, who, variables, code, argument) => {
    const { data, errors } = await declare(who, variables);
    expect(data?.declareCredit).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(PublicCreditRecord)).toBe(0);
  });
});

describe('who sees the wording of a record', () => {
  const FIELDS = ['category', 'statement'];
  it.each<[Asker, string, string]>([
    ['nobody', '+!', '+!'],
    ['ada', '+-', '++'],
    ['eve', '++', '++'],
    ['gran', '+-', '++'],
    ['marketOfficer', '++', '++'],
    ['marketOfficerElsewhere', '+-', '++'],
    ['lender', '++', '++'],
  ])('%s: %s of a commitment, %s of a penalty', async (who, commitment, penalty) => {
    const ask = async (record: { data?: { declareCredit: { id: string } } | null }) => {
      const key = { id: record.data?.declareCredit.id };
      return signs(FIELDS, (await city.as(parties[who]).entity('PublicCreditRecord', key, FIELDS.join(' '))).errors);
    };
    expect(await ask(await declare('eve', { category: 'COMMITMENT' }))).toBe(commitment);
    expect(await ask(await declare('marketOfficer', { category: 'ADMINISTRATIVE_PENALTY' }))).toBe(penalty);
  });
});
