import { expect, it } from '@jest/globals';
import { localQuota } from './local-quota.ts';
import type { Quota } from './quota.ts';
import { vendorLimits } from './vendor-limits.ts';

const refused = { code: 'PLUGIN_QUOTA', isItsFault: false };

/** A refusal may come at once. */
const admit = async (quota: Quota) => quota.admit(1);

it.each([
  ['a second', { requestsPerSecond: 2 }, 1_000],
  ['a day', { requestsPerDay: 2 }, 86_400_000],
  ['a minute', { costPerMinute: 2 }, 60_000],
])('counts anew when %s is over, and not before', async (_, limits, ms) => {
  let at = 5;
  const quota = localQuota(vendorLimits(limits), () => at);
  await quota.admit(1);
  await quota.admit(1);
  at += ms - 1;
  await expect(admit(quota)).rejects.toMatchObject(refused);
  at += 1;
  await quota.admit(1);
});

it('lets a plugin be asked again when the bytes of a minute are its own again', async () => {
  let at = 0;
  const quota = localQuota(vendorLimits({ bytesPerMinute: 100 }), () => at);
  await quota.spend(100);
  await expect(admit(quota)).rejects.toMatchObject({ ...refused, message: 'no more bytes in a minute' });
  at = 60_000;
  await quota.admit(1);
});

it('uses up nothing of the day or of the cost where the second refuses', async () => {
  let at = 0;
  const quota = localQuota(vendorLimits({ requestsPerSecond: 1, requestsPerDay: 2, costPerMinute: 2 }), () => at);
  await quota.admit(1);
  for (let call = 0; call < 5; call += 1) await expect(admit(quota)).rejects.toMatchObject(refused);
  at = 1_000;
  await quota.admit(1);
});
