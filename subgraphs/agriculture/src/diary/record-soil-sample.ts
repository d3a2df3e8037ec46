import type { Viewer } from '@citygraph/contract';
import { cityDay, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertNotInFuture, assertSaysSomething } from './diary.rules.ts';
import { SoilSample } from './soil-sample.entity.ts';
import { takePlot } from './take-plot.ts';

const Sample = z.strictObject({
  plotId: z.string().min(1).max(40),
  sampledAt: z.string().nullable(),
  ph: z.number().min(0, 'pH lies between 0 and 14').max(14, 'pH lies between 0 and 14').nullable(),
  organicMatterPct: z
    .number()
    .min(0, 'give percent by mass, 0 to 100')
    .max(100, 'give percent by mass, 0 to 100')
    .nullable(),
});

/** What the laboratory found. The same day recorded again corrects that day. Answers the plot's id. */
export async function recordSoilSample(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Sample>,
  now: Date,
): Promise<string> {
  const { plotId, ph, organicMatterPct, ...given } = validate(Sample, input);
  const sampledOn = given.sampledAt ?? cityDay(now);
  assertSaysSomething(ph, organicMatterPct);
  assertNotInFuture('sampledAt', sampledOn, cityDay(now));
  await em.transactional(async (inner) => {
    await takePlot(inner, viewer, plotId, now);
    const sample = { ph, organicMatterPct, recordedBy: viewer.principal.subject, recordedAt: now };
    const corrected = await inner.nativeUpdate(SoilSample, { plotId, sampledOn }, sample);
    if (corrected === 0) await inner.insert(SoilSample, { id: newId('soil_'), plotId, sampledOn, ...sample });
  });
  return plotId;
}
