import { deflateSync, inflateSync } from 'node:zlib';
import type { Grid } from './grid.ts';

/** Bands of 16-bit unsigned numbers on one grid. */
export interface Raster {
  readonly grid: Grid;
  readonly bands: readonly Uint16Array[];
}

/** EPSG code of CGCS2000, latitude and longitude. */
export const CGCS2000 = 4490;

/** No scene of ours is larger; what claims to be is not unpacked. */
const LARGEST_SIDE = 4096;
const MOST_BANDS = 8;

/** Tags of TIFF 6.0 and GeoTIFF 1.1 (OGC 19-008) that we write and read. */
const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  format: 339,
  pixelScale: 33_550,
  tiepoint: 33_922,
  geoKeys: 34_735,
} as const;

const SHORT = 3;
const LONG = 4;
const DOUBLE = 12;
const SIZE: Readonly<Record<number, number>> = { [SHORT]: 2, [LONG]: 4, [DOUBLE]: 8 };
const DEFLATE = 8;

/** Header: version 1.1.0, three keys; model is geographic, a pixel is an area, the datum is CGCS2000. */
const GEO_KEYS = [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, CGCS2000];

/** One GeoTIFF: little-endian, a deflated strip a band. */
export function writeGeoTiff({ grid, bands }: Raster): Buffer {
  const strips = bands.map((band) => deflateSync(Buffer.from(band.buffer, band.byteOffset, band.byteLength)));
  const each = (value: number): number[] => bands.map(() => value);
  const fields: [tag: number, type: number, values: readonly number[]][] = [
    [TAG.width, LONG, [grid.width]],
    [TAG.height, LONG, [grid.height]],
    [TAG.bits, SHORT, each(16)],
    [TAG.compression, SHORT, [DEFLATE]],
    [TAG.photometric, SHORT, [1]],
    [TAG.stripOffsets, LONG, each(0)],
    [TAG.samples, SHORT, [bands.length]],
    [TAG.rowsPerStrip, LONG, [grid.height]],
    [TAG.stripBytes, LONG, strips.map(({ length }) => length)],
    [TAG.planar, SHORT, [2]],
    [TAG.format, SHORT, each(1)],
    [TAG.pixelScale, DOUBLE, [...grid.pixel, 0]],
    [TAG.tiepoint, DOUBLE, [0, 0, 0, ...grid.origin, 0]],
    [TAG.geoKeys, SHORT, GEO_KEYS],
  ];
  const directory = 8;
  let end = directory + 2 + fields.length * 12 + 4;
  const places = fields.map(([, type, values]) => {
    const length = (SIZE[type] ?? 0) * values.length;
    if (length <= 4) return null;
    const at = end;
    end += length + (length % 2);
    return at;
  });
  let at = end;
  const offsets = strips.map(({ length }) => {
    const here = at;
    at += length;
    return here;
  });
  const file = Buffer.alloc(end);
  file.write('II', 0, 'latin1');
  file.writeUInt16LE(42, 2);
  file.writeUInt32LE(directory, 4);
  file.writeUInt16LE(fields.length, directory);
  fields.forEach(([tag, type, given], index) => {
    const entry = directory + 2 + index * 12;
    const values = tag === TAG.stripOffsets ? offsets : given;
    file.writeUInt16LE(tag, entry);
    file.writeUInt16LE(type, entry + 2);
    file.writeUInt32LE(values.length, entry + 4);
    const place = places[index] ?? null;
    if (place !== null) file.writeUInt32LE(place, entry + 8);
    values.forEach((value, n) => {
      const to = (place ?? entry + 8) + n * (SIZE[type] ?? 0);
      if (type === SHORT) file.writeUInt16LE(value, to);
      else if (type === LONG) file.writeUInt32LE(value, to);
      else file.writeDoubleLE(value, to);
    });
  });
  return Buffer.concat([file, ...strips]);
}

/** Reads what `writeGeoTiff` wrote, or any file of that kind. @throws Error that says what else it is */
export function readGeoTiff(file: Buffer): Raster {
  const fields = directoryOf(file);
  const one = (name: keyof typeof TAG): number => fields.get(TAG[name])?.[0] ?? refuse(`it has no ${name}`);
  const all = (name: keyof typeof TAG, count: number): readonly number[] => {
    const values = fields.get(TAG[name]) ?? [];
    return values.length === count ? values : refuse(`${name} has ${values.length} values, not ${count}`);
  };
  const [width, height, samples] = [one('width'), one('height'), one('samples')];
  if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) refuse(`${width} × ${height} pixels`);
  if (samples < 1 || samples > MOST_BANDS) refuse(`${samples} bands`);
  if (one('compression') !== DEFLATE) refuse(`compression ${one('compression')}, not 8 (deflate)`);
  if (one('planar') !== 2 || one('rowsPerStrip') < height) refuse('its bands are not a strip each');
  if (all('bits', samples).some((bits) => bits !== 16)) refuse('its samples have not 16 bits');
  const keys = fields.get(TAG.geoKeys) ?? [];
  const epsg = keys.findIndex((key, index) => index % 4 === 0 && key === 2048);
  if (keys[epsg + 3] !== CGCS2000) refuse(`it is not in EPSG:${CGCS2000}`);
  const [dx = 0, dy = 0] = all('pixelScale', 3);
  const [, , , west = 0, north = 0] = all('tiepoint', 6);
  if (!(dx > 0 && dy > 0 && Number.isFinite(west) && Number.isFinite(north))) refuse('it lies nowhere');
  const lengths = all('stripBytes', samples);
  const bytes = width * height * 2;
  const bands = all('stripOffsets', samples).map((offset, band) => {
    const unpacked = inflateSync(file.subarray(offset, offset + (lengths[band] ?? 0)), { maxOutputLength: bytes });
    if (unpacked.length !== bytes) refuse(`band ${band + 1} has ${unpacked.length} bytes, not ${bytes}`);
    return Uint16Array.from({ length: width * height }, (_, pixel) => unpacked.readUInt16LE(pixel * 2));
  });
  return { grid: { width, height, origin: [west, north], pixel: [dx, dy] }, bands };
}

function directoryOf(file: Buffer): Map<number, readonly number[]> {
  if (file.length < 8 || file.toString('latin1', 0, 2) !== 'II' || file.readUInt16LE(2) !== 42) refuse('no TIFF');
  const start = file.readUInt32LE(4);
  if (start + 2 > file.length) refuse('its directory is cut off');
  const count = file.readUInt16LE(start);
  if (start + 2 + count * 12 > file.length) refuse('its directory is cut off');
  const fields = new Map<number, readonly number[]>();
  for (let entry = start + 2; entry < start + 2 + count * 12; entry += 12) {
    const type = file.readUInt16LE(entry + 2);
    const values = file.readUInt32LE(entry + 4);
    const size = SIZE[type];
    if (size === undefined) continue;
    const at = size * values <= 4 ? entry + 8 : file.readUInt32LE(entry + 8);
    if (at + size * values > file.length) refuse(`tag ${file.readUInt16LE(entry)} is cut off`);
    const read = (to: number): number =>
      type === SHORT ? file.readUInt16LE(to) : type === LONG ? file.readUInt32LE(to) : file.readDoubleLE(to);
    fields.set(
      file.readUInt16LE(entry),
      Array.from({ length: values }, (_, n) => read(at + n * size)),
    );
  }
  return fields;
}

function refuse(why: string): never {
  throw new Error(`This is no scene of ours: ${why}.`);
}
