import type { Viewer } from '@citygraph/contract';
import { cityDay, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { assertGrowsOn, assertNotInFuture, assertWithinSeason, runningSeason } from './diary.rules.ts';
import { GrowthRecord } from './growth-record.entity.ts';
import { takePlot } from './take-plot.ts';

const Stage = z.strictObject({
  plotId: z.string().min(1).max(40),
  bbch: z.number().int().min(0, 'BBCH stages are 0 to 99').max(99, 'BBCH stages are 0 to 99'),
  observedOn: z.string().nullable(),
});

/** How far the crop is. The same day recorded again corrects that day. Answers the plot's id. */
export async function recordGrowthStage(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Stage>,
  now: Date,
): Promise<string> {
  const { plotId, bbch, ...given } = validate(Stage, input);
  const observedOn = given.observedOn ?? cityDay(now);
  assertNotInFuture('observedOn', observedOn, cityDay(now));
  await em.transactional(async (inner) => {
    const running = runningSeason(await takePlot(inner, viewer, plotId, now));
    assertWithinSeason('observedOn', observedOn, running);
    const { season } = running;
    const seen = await inner.find(GrowthRecord, { plotId, season });
    assertGrowsOn(seen, { observedOn, bbch });
    const record = { bbch, recordedBy: viewer.principal.subject, recordedAt: now };
    if (seen.some((other) => other.observedOn === observedOn)) {
      await inner.nativeUpdate(GrowthRecord, { plotId, season, observedOn }, record);
    } else {
      await inner.insert(GrowthRecord, { id: newId('gr_'), plotId, season, observedOn, ...record });
    }
    if (seen.every((other) => other.observedOn <= observedOn)) {
      await inner.nativeUpdate(FieldPlot, { id: plotId }, { bbch, bbchOn: observedOn });
    }
  });
  return plotId;
}
