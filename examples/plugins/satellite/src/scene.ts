import { readFileSync } from 'node:fs';
import { type Raster, readGeoTiff } from './geotiff.ts';
import type { Box } from './grid.ts';

/** Bands of a scene in their order: red and near infrared as reflectance times 10,000, and what the sky was like. */
export const BANDS = ['red', 'nir', 'sky'] as const;

/** Values of the band `sky`. */
export const CLEAR = 1;
export const CLOUD = 2;
export const SHADOW = 3;

/** A STAC Item (1.0.0) of ours, as far as we use it. */
export interface StacItem {
  readonly id: string;
  readonly collection: string;
  readonly bbox: Box;
  readonly geometry: object;
  readonly properties: {
    /** RFC 3339, UTC. */
    readonly datetime: string;
    readonly platform: string;
    readonly instruments: readonly string[];
    /** Metres on the ground. */
    readonly gsd: number;
    /** Percent. */
    readonly 'eo:cloud_cover': number;
    readonly 'proj:epsg': number;
  };
  readonly assets: Readonly<Record<string, StacAsset>>;
}

export interface StacAsset {
  /** Relative to the collection. */
  readonly href: string;
  readonly title: string;
  readonly type: string;
  readonly 'eo:bands': readonly { readonly name: string }[];
}

/** Scenes by the clock, and their rasters, each read once when it is first needed. */
export interface Archive {
  readonly items: readonly StacItem[];
  raster(item: StacItem): Raster;
}

/** Opens `items.json` and the files that it names. */
export function openArchive(items: URL = new URL('../data/items.json', import.meta.url)): Archive {
  const { features }: { features: readonly StacItem[] } = JSON.parse(readFileSync(items, 'utf8'));
  const rasters = new Map<string, Raster>();
  return {
    items: [...features].sort((a, b) => (a.properties.datetime < b.properties.datetime ? -1 : 1)),
    raster(item) {
      const known = rasters.get(item.id);
      if (known) return known;
      const href = item.assets.reflectance?.href;
      if (href === undefined) throw new Error(`Scene ${item.id} has no asset "reflectance".`);
      const read = readGeoTiff(readFileSync(new URL(href, items)));
      rasters.set(item.id, read);
      return read;
    },
  };
}

/** The day of a scene by the calendar of Beijing (UTC+8), YYYY-MM-DD. */
export function dayOf({ properties: { datetime } }: StacItem): string {
  return new Date(Date.parse(datetime) + 8 * 3_600_000).toISOString().slice(0, 10);
}
