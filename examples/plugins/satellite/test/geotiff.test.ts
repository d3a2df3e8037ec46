import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Raster, readGeoTiff, writeGeoTiff } from '../src/geotiff.ts';
import { openArchive } from '../src/scene.ts';

const raster: Raster = {
  grid: { width: 3, height: 2, origin: [125.07, 44.4], pixel: [0.000125, 0.00009] },
  bands: [Uint16Array.of(1, 2, 3, 4, 5, 6), Uint16Array.of(65_535, 0, 7, 8, 9, 10)],
};

test('a raster is read as it was written', () => {
  assert.deepEqual(readGeoTiff(writeGeoTiff(raster)), raster);
});

test('a file says what it is: little-endian TIFF in CGCS2000', () => {
  const file = writeGeoTiff(raster);
  assert.equal(file.toString('latin1', 0, 2), 'II');
  assert.ok(file.includes(Buffer.from(Uint16Array.of(2048, 0, 1, 4490).buffer)));
});

test('a file cut off anywhere is refused, and never read beyond its end', () => {
  const file = writeGeoTiff(raster);
  for (let length = 0; length < file.length; length += 1) {
    assert.throws(() => readGeoTiff(file.subarray(0, length)), Error, `${length} bytes`);
  }
});

test('a changed byte makes another raster or an error of ours or of zlib, and nothing worse', () => {
  const file = writeGeoTiff(raster);
  for (let at = 0; at < file.length; at += 1) {
    const changed = Buffer.from(file);
    changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at);
    try {
      readGeoTiff(changed);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
});

test('a raster in another reference system is refused', () => {
  const file = writeGeoTiff(raster);
  const at = file.indexOf(Buffer.from(Uint16Array.of(2048, 0, 1, 4490).buffer));
  file.writeUInt16LE(4326, at + 6);
  assert.throws(() => readGeoTiff(file), /not in EPSG:4490/);
});

test('every committed scene can be read, and covers what its item says', () => {
  const archive = openArchive();
  assert.equal(archive.items.length, 24);
  for (const item of archive.items) {
    const { grid, bands } = archive.raster(item);
    assert.equal(bands.length, 3);
    assert.ok(Math.abs(grid.origin[0] - item.bbox[0]) < 1e-9 && Math.abs(grid.origin[1] - item.bbox[3]) < 1e-9);
  }
});
