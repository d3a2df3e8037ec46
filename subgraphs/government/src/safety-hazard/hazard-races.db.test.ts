import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { people, seedOneEmergency } from '../testing/one-emergency.ts';
import { EVES_FIRM } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { recordRectification, verifyRectification } from './rectify-hazard.ts';
import { reportHazard } from './report-hazard.ts';
import { SafetyHazard } from './safety-hazard.entity.ts';

const city = testSubgraph(government, { seed: seedOneEmergency, now: NOW, commits: true });
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

async function winners(tries: Promise<unknown>[]) {
  const done = await Promise.allSettled(tries);
  for (const answer of done) {
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
  }
  return done.filter(({ status }) => status === 'fulfilled').length;
}

it('lets one of eight words of the firm at once through, and one of eight looks', async () => {
  const hazardId = 'haz_general';
  const said = EIGHT.map((n) =>
    recordRectification(city.em(), people.eve, { hazardId, rectification: `已整改，第${n}次。` }, `r${n}`, NOW),
  );
  expect(await winners(said)).toBe(1);
  const seen = EIGHT.map((n) =>
    verifyRectification(
      city.em(),
      people.dutyOfficer,
      { hazardId, passed: n % 2 === 0, verification: `第${n}次复查。` },
      `v${n}`,
      NOW,
    ),
  );
  expect(await winners(seen)).toBe(1);
});

it('makes one hazard of eight reports under one key', async () => {
  const report = {
    uscc: EVES_FIRM,
    kind: 'WORK_SAFETY',
    level: 'MAJOR',
    description: '临边防护缺失。',
    foundOn: '2026-10-30',
    placeId: null,
    inspectionId: null,
  } as const;
  const before = await city.em().count(SafetyHazard);
  const ids = await Promise.all(EIGHT.map(() => reportHazard(city.em(), people.dutyOfficer, report, 'same', NOW)));
  expect(new Set(ids).size).toBe(1);
  expect(await city.em().count(SafetyHazard)).toBe(before + 1);
});
