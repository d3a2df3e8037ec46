import type { Viewer } from '@citygraph/contract';
import { cityDay, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { assertEndsAfter, assertNotInFuture, assertWithinSeason, runningSeason } from './diary.rules.ts';
import { PlotSeason } from './plot-season.entity.ts';
import { takePlot } from './take-plot.ts';

const Harvest = z.strictObject({
  plotId: z.string().min(1).max(40),
  endedOn: z.string().nullable(),
  yieldKg: z
    .number()
    .int()
    .min(0, 'give kilograms, 0 when all was lost')
    .max(10_000_000, 'no plot yields more than 10,000 tonnes; give kilograms')
    .nullable(),
});

/** The harvest, or the end of a crop that was lost; sent again as it was it changes nothing. Answers the plot's id. */
export async function endSeason(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Harvest>,
  now: Date,
): Promise<string> {
  const { plotId, yieldKg, ...given } = validate(Harvest, input);
  const endedOn = given.endedOn ?? cityDay(now);
  assertNotInFuture('endedOn', endedOn, cityDay(now));
  await em.transactional(async (inner) => {
    const plot = await takePlot(inner, viewer, plotId, now);
    const { season } = plot;
    if (season && plot.endedOn === endedOn) {
      const ended = await inner.findOneOrFail(PlotSeason, { plotId, season });
      if ((ended.yieldKg ?? null) === yieldKg) return;
    }
    const running = runningSeason(plot);
    assertWithinSeason('endedOn', endedOn, running);
    assertEndsAfter(endedOn, plot.bbchOn);
    await inner.nativeUpdate(PlotSeason, { plotId, season: running.season }, { endedOn, yieldKg });
    await inner.nativeUpdate(FieldPlot, { id: plotId }, { endedOn });
  });
  return plotId;
}
