import { type Area, pixelsIn } from './area.ts';
import { pixelAreaM2 } from './grid.ts';
import { ndviAt, scenesOver } from './ndvi.ts';
import { type Archive, dayOf, type StacItem } from './scene.ts';

export type LandCover = 'VEGETATION' | 'SPARSE' | 'BARE_OR_BUILT';

/** Whether the green of an area went between its last season before a day and its latest after it. */
export interface LandUseChange {
  readonly detected: boolean;
  /** How sure that is, 0.5 to 1. */
  readonly confidence: number;
  readonly classNow: LandCover;
  /** Whether what is seen goes with the registered class (GB/T 21010); null: the class says nothing of vegetation. */
  readonly matchesRegister: boolean | null;
  readonly changedAreaM2: number;
  /** Seasons that were compared. */
  readonly seasonBefore: number;
  readonly seasonNow: number;
}

/** A peak that fell by more is another use, not a poor year. */
const FALL = 0.25;
/** What the peaks of two seasons differ by though nothing happened, as one standard deviation. */
const BETWEEN_SEASONS = 0.05;
/** Classes 01 to 04 of GB/T 21010 are cultivated land, gardens, forest and grassland. */
const GREEN_CLASS = /^0[1-4]/;

/** Compares, pixel by pixel, the highest index of two seasons. null: one of the two was never seen clearly. */
export function landUseChange(
  archive: Archive,
  area: Area,
  since: string,
  landUseCode: string | null,
): LandUseChange | null {
  const before = lastSeason(scenesOver(archive, area, '0000-01-01', dayBefore(since)));
  const now = lastSeason(scenesOver(archive, area, since, '9999-12-31'));
  const [first] = before;
  const [latest] = now;
  if (!first || !latest) return null;
  const { grid } = archive.raster(latest);
  const falls: number[] = [];
  let green = 0;
  for (const pixel of pixelsIn(area, grid)) {
    const [was, is] = [peak(archive, before, pixel), peak(archive, now, pixel)];
    if (was === null || is === null) continue;
    falls.push(was - is);
    green += is;
  }
  if (falls.length === 0) return null;
  const mean = falls.reduce((sum, fall) => sum + fall, 0) / falls.length;
  const variance = falls.reduce((sum, fall) => sum + (fall - mean) ** 2, 0) / falls.length;
  const certainty = normal((mean - FALL) / Math.sqrt(BETWEEN_SEASONS ** 2 + variance / falls.length));
  const classNow = coverOf(green / falls.length);
  return {
    detected: mean >= FALL,
    confidence: Math.round(Math.max(certainty, 1 - certainty) * 1000) / 1000,
    classNow,
    matchesRegister: landUseCode !== null && GREEN_CLASS.test(landUseCode) ? classNow !== 'BARE_OR_BUILT' : null,
    changedAreaM2: Math.round(falls.filter((fall) => fall >= FALL).length * pixelAreaM2(grid)),
    seasonBefore: yearOf(first),
    seasonNow: yearOf(latest),
  };
}

const yearOf = (item: StacItem): number => Number(dayOf(item).slice(0, 4));

/** Scenes of the last year that has any from June to September, when everything that grows is green. */
function lastSeason(items: readonly StacItem[]): readonly StacItem[] {
  const green = items.filter((item) => /^\d{4}-0[6-9]/.test(dayOf(item)));
  const year = green.at(-1);
  return year ? green.filter((item) => yearOf(item) === yearOf(year)) : [];
}

function peak(archive: Archive, items: readonly StacItem[], pixel: number): number | null {
  const seen = items.flatMap((item) => ndviAt(archive.raster(item), pixel) ?? []);
  return seen.length === 0 ? null : Math.max(...seen);
}

function coverOf(index: number): LandCover {
  if (index >= 0.5) return 'VEGETATION';
  return index >= 0.25 ? 'SPARSE' : 'BARE_OR_BUILT';
}

/** Distribution function of the normal distribution, by its logistic approximation (Bowling 2009): off by 0.00014 at most. */
const normal = (z: number): number => 1 / (1 + Math.exp(-(0.07056 * z ** 3 + 1.5976 * z)));

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
