import { type Area, pixelsIn } from './area.ts';
import type { Raster } from './geotiff.ts';
import { type Archive, CLEAR, dayOf, type StacItem } from './scene.ts';

/** The vegetation index of an area on one day. */
export interface NdviPoint {
  /** YYYY-MM-DD, UTC+8. */
  readonly on: string;
  /** −1 to 1. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly standardDeviation: number;
  /** Pixels that were clear, of those in the area. */
  readonly pixels: number;
  /** Percent. */
  readonly clearPct: number;
  readonly sceneId: string;
}

/** A day on which less of an area was clear says nothing of the area. */
const CLEAR_ENOUGH = 0.5;

/** (nir − red) / (nir + red) of one pixel; null under clouds and in their shadow. */
export function ndviAt({ bands: [red, nir, sky] }: Raster, pixel: number): number | null {
  if (!red || !nir || sky?.[pixel] !== CLEAR) return null;
  const [r, n] = [red[pixel] ?? 0, nir[pixel] ?? 0];
  return r + n === 0 ? null : (n - r) / (n + r);
}

/** The index of an area by the clock, first and last day included; days that clouds hid are left out. */
export function ndviOver(archive: Archive, area: Area, from: string, to: string): NdviPoint[] {
  return scenesOver(archive, area, from, to).flatMap((item) => ndviIn(archive.raster(item), item, area) ?? []);
}

function ndviIn(raster: Raster, item: StacItem, area: Area): NdviPoint | null {
  const pixels = pixelsIn(area, raster.grid);
  const values = pixels.flatMap((pixel) => ndviAt(raster, pixel) ?? []);
  if (values.length === 0 || values.length < CLEAR_ENOUGH * pixels.length) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {
    on: dayOf(item),
    mean: rounded(mean),
    min: rounded(Math.min(...values)),
    max: rounded(Math.max(...values)),
    standardDeviation: rounded(Math.sqrt(variance)),
    pixels: values.length,
    clearPct: Math.round((100 * values.length) / pixels.length),
    sceneId: item.id,
  };
}

/** Scenes of those days that touch the area, by the clock. */
export function scenesOver({ items }: Archive, { box }: Area, from: string, to: string): StacItem[] {
  return items.filter((item) => {
    const day = dayOf(item);
    const [west, south, east, north] = item.bbox;
    return day >= from && day <= to && west <= box[2] && box[0] <= east && south <= box[3] && box[1] <= north;
  });
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
