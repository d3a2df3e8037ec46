import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { EVES_FIRM, parties, seedOneProject } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { declareCredit } from './declare-credit.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

const city = testSubgraph(government, { seed: seedOneProject, now: NOW, commits: true });

it('lets one of several redresses at once through', async () => {
  const about = { uscc: EVES_FIRM, statement: '列入名单。', recordId: null };
  const listing = { ...about, category: 'DISHONESTY_LISTING' as const };
  const recordId = await declareCredit(city.em(), parties.marketOfficer, listing, 'list', NOW);
  const redress = { ...about, category: 'REDRESS' as const, recordId };
  const tries = ['a', 'b', 'c', 'd'].map((key) => declareCredit(city.em(), parties.marketOfficer, redress, key, NOW));
  const done = await Promise.allSettled(tries);
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const answer of done) {
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
  }
  expect(await city.em().count(PublicCreditRecord, { category: 'REDRESS' })).toBe(1);
});
