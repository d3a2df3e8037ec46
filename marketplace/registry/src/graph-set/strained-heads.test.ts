import { describe, expect, it } from '@jest/globals';
import { killOften, publishAtOnce } from '../testing/strain-heads.ts';

/** The long form is `npm run soak -- publishing`. */
const isLong = process.env.CITYGRAPH_SOAK === 'yes';
const { publishers, releases, kills, composing } = isLong
  ? { publishers: 50, releases: 20, kills: 1_000, composing: 100 }
  : { publishers: 10, releases: 10, kills: 20, composing: 2 };
const HOUR_MS = 3_600_000;

describe('the head', () => {
  it(
    `has no gap, no fork and every acknowledged release when ${publishers} publishers publish ${releases} each at once`,
    async () => {
      const { acknowledged, faults } = await publishAtOnce(publishers, releases);
      expect({ acknowledged, faults }).toEqual({ acknowledged: publishers * releases, faults: [] });
    },
    HOUR_MS,
  );

  it(
    `is complete, signed and readable after every one of ${kills} kills`,
    async () => {
      const { acknowledged, sequence, faults } = await killOften(kills);
      expect(faults).toEqual([]);
      // Each was ended after it had done something; how much depends on the machine.
      expect(acknowledged).toBeGreaterThanOrEqual(kills);
      expect(sequence).toBeGreaterThan(2);
    },
    3 * HOUR_MS,
  );

  it(
    `is so after every one of ${composing} kills of a process that composes with both composers, and boots a gateway at the end`,
    async () => {
      const { acknowledged, sequence, faults } = await killOften(composing, { composer: 'real' });
      expect(faults).toEqual([]);
      expect(acknowledged).toBeGreaterThanOrEqual(composing);
      expect(sequence).toBeGreaterThanOrEqual(1);
    },
    HOUR_MS,
  );
});
