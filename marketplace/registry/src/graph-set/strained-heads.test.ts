import { describe, expect, it } from '@jest/globals';
import { killOften, publishAtOnce } from '../testing/strain-heads.ts';

/** The long forms are `soak-heads.ts`: 50 publishers × 20 releases, 200 kills. */
describe('the head', () => {
  it('has no gap, no fork and every acknowledged release when ten publishers publish ten each at once', async () => {
    const { acknowledged, faults } = await publishAtOnce(10, 10);
    expect({ acknowledged, faults }).toEqual({ acknowledged: 100, faults: [] });
  }, 240_000);

  it('is complete, signed and bootable after every one of twenty kills', async () => {
    const { acknowledged, sequence, faults } = await killOften(20);
    expect(faults).toEqual([]);
    // Each was ended after it had done something; how much depends on the machine.
    expect(acknowledged).toBeGreaterThanOrEqual(20);
    expect(sequence).toBeGreaterThan(2);
  }, 400_000);
});
