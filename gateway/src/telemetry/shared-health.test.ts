import { expect, it } from '@jest/globals';
import { createHealthCounters } from './plugin-health.ts';

const of = { plugin: 'satellite', release: 'a', channel: 'stable' as const, account: 'one', ms: 1 };
const failed = { ...of, code: 'PLUGIN_UNAVAILABLE' };

it('counts what no caller can have made so, whoever meets it, and two of the rest', () => {
  const health = createHealthCounters();
  for (let call = 0; call < 20; call += 1) health.answered({ ...failed, isCertain: true });
  for (let call = 0; call < 20; call += 1) health.answered(failed);
  expect(health.take()).toMatchObject([{ calls: 22, failures: { PLUGIN_UNAVAILABLE: 22 } }]);
  // They are left out until it is forgotten, well or not.
  health.answered({ ...of, code: null });
  health.answered({ ...failed, isCertain: true });
  expect(health.take()).toEqual([]);
});
