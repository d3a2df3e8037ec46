import { readFileSync } from 'node:fs';
import { CityGraphError, definePlugin, type Plugin } from '@citygraph/plugin-sdk';
import { type Area, areaOf } from './area.ts';
import { landUseChange } from './land-use-change.ts';
import { ndviOver, scenesOver } from './ndvi.ts';
import { type Archive, openArchive, type StacItem } from './scene.ts';

/** What the hub sends of a parcel: its boundary and its class are the register's, and may be missing. */
interface Parcel {
  readonly geometry?: unknown;
  readonly landUseCode?: string | null;
}

interface Days {
  readonly from: string;
  readonly to: string;
}

interface SceneSearch extends Days {
  readonly area: unknown;
  readonly maxCloud: number | null;
}

const MOST_SCENES = 100;

/** The plugin over an archive of scenes. */
export function satellitePlugin(archive: Archive = openArchive()): Plugin {
  return definePlugin({
    manifest: new URL('../citygraph.yaml', import.meta.url),
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    references: {
      Parcel: (reference) => reference,
      SatelliteScene: ({ id }) => archive.items.find((item) => item.id === id) ?? null,
    },
    resolvers: {
      Query: {
        satellite_scenes: (_: unknown, { area, from, to, maxCloud }: SceneSearch) => {
          const wanted = areaOf(area);
          if (!wanted)
            throw wrong('area', 'give a Polygon or MultiPolygon in CGCS2000 or WGS84, 10,000 positions at most');
          const [first, last] = [momentOf('from', from), momentOf('to', to)];
          return scenesOver(archive, wanted, '0000-01-01', '9999-12-31')
            .filter(({ properties }) => {
              const taken = Date.parse(properties.datetime);
              return taken >= first && taken <= last && properties['eo:cloud_cover'] <= (maxCloud ?? 100);
            })
            .slice(0, MOST_SCENES);
        },
      },
      Parcel: {
        scenes: (parcel: Parcel, days: Days) =>
          over(parcel, days, (area, { from, to }) => scenesOver(archive, area, from, to)),
        ndvi: (parcel: Parcel, days: Days) =>
          over(parcel, days, (area, { from, to }) => ndviOver(archive, area, from, to)),
        landUseChange: (parcel: Parcel, { since }: { since: string }) => {
          const area = areaOf(parcel.geometry);
          return area && landUseChange(archive, area, dayFrom('since', since), parcel.landUseCode ?? null);
        },
      },
      SatelliteScene: {
        datetime: ({ properties }: StacItem) => properties.datetime,
        platform: ({ properties }: StacItem) => properties.platform,
        instruments: ({ properties }: StacItem) => properties.instruments,
        cloudCover: ({ properties }: StacItem) => properties['eo:cloud_cover'],
        gsdM: ({ properties }: StacItem) => properties.gsd,
        epsg: ({ properties }: StacItem) => properties['proj:epsg'],
        footprint: ({ geometry }: StacItem) => ({ ...geometry, crs: CRS }),
        assets: ({ assets }: StacItem) =>
          Object.entries(assets).map(([key, { title, type, 'eo:bands': bands }]) => ({
            key,
            title,
            mediaType: type,
            bands: bands.map(({ name }) => name),
          })),
      },
    },
  });
}

const CRS = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } };

/** A parcel without a boundary is not known to have been seen or not: null, and never an empty list. */
function over<T>({ geometry }: Parcel, { from, to }: Days, measure: (area: Area, days: Days) => T): T | null {
  const days = { from: dayFrom('from', from), to: dayFrom('to', to) };
  if (days.from > days.to) throw wrong('from', `it is ${days.from}, after the last day ${days.to}; swap them`);
  const area = areaOf(geometry);
  return area && measure(area, days);
}

function dayFrom(argument: string, day: unknown): string {
  const text = String(day);
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return text;
  throw wrong(argument, 'give a day of the calendar, like 2026-06-01');
}

function momentOf(argument: string, moment: unknown): number {
  const at = Date.parse(String(moment));
  if (Number.isNaN(at)) throw wrong(argument, 'give a moment with its offset, like 2026-06-01T00:00:00+08:00');
  return at;
}

const wrong = (argument: string, what: string): CityGraphError =>
  new CityGraphError('BAD_USER_INPUT', `${argument}: ${what}.`);
