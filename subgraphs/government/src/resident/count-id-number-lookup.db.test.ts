import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { countIdNumberLookup, DAILY_LOOKUPS } from './count-id-number-lookup.ts';

const city = testSubgraph(government, { commits: true });

it('lets parallel look-ups share no count', async () => {
  const tries = Array.from({ length: DAILY_LOOKUPS + 5 }, () =>
    countIdNumberLookup(city.em(), 'sub-racer', '2026-11-01'),
  );
  const counted = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled');
  expect(counted).toHaveLength(DAILY_LOOKUPS);
});

it("counts each officer's day for itself", async () => {
  for (const [officer, day] of [
    ['sub-racer', '2026-11-02'],
    ['sub-other', '2026-11-01'],
  ] as const) {
    await expect(countIdNumberLookup(city.em(), officer, day)).resolves.toBeUndefined();
  }
});
