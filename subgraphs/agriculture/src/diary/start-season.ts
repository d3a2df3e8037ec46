import type { Viewer } from '@citygraph/contract';
import { cityDay, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { parseCrop } from '../crop/crop.rules.ts';
import { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { assertMayStart, assertNotInFuture, parseSeason } from './diary.rules.ts';
import { PlotSeason } from './plot-season.entity.ts';
import { takePlot } from './take-plot.ts';

const NewSeason = z.strictObject({
  plotId: z.string().min(1).max(40),
  season: z.string(),
  crop: z.string(),
  variety: z.string().trim().min(1, 'give the name of the variety, or leave it out').max(80).nullable(),
  startedOn: z.string().nullable(),
});

/** Sowing or planting: a new season of a plot begins, and the diary's growth stage with it. Answers the plot's id. */
export async function startSeason(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof NewSeason>,
  now: Date,
): Promise<string> {
  const { plotId, variety, ...given } = validate(NewSeason, input);
  const season = parseSeason(given.season);
  const crop = parseCrop(given.crop, 'crop');
  const startedOn = given.startedOn ?? cityDay(now);
  assertNotInFuture('startedOn', startedOn, cityDay(now));
  await em.transactional(async (inner) => {
    const plot = await takePlot(inner, viewer, plotId, now);
    const { startedOn: began, crop: grown } = plot;
    if (plot.season === season && grown === crop && began === startedOn && !plot.endedOn) return;
    assertMayStart(plot, season, startedOn);
    await inner.insert(PlotSeason, { plotId, season, crop, variety, startedOn });
    await inner.nativeUpdate(
      FieldPlot,
      { id: plotId },
      { season, crop, variety, startedOn, endedOn: null, bbch: null, bbchOn: null },
    );
  });
  return plotId;
}
