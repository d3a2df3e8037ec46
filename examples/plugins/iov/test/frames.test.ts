import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COMMAND, type Frame, frameReader, PLAIN, REALTIME } from '../src/frames.ts';
import { encodeFrame } from './encode-frame.ts';

const vin = fc.string({ unit: fc.constantFrom(...'ABCDEFGHJKLMNPRSTUVWXYZ0123456789'), minLength: 17, maxLength: 17 });
const frame: fc.Arbitrary<Frame> = fc.record(
  {
    command: fc.constantFrom(0x01, REALTIME, 0x03, 0x07, 0x80),
    response: fc.constantFrom(0x01, 0x02, COMMAND),
    vin,
    encryption: fc.constantFrom(PLAIN, 0x03),
    data: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
);

/** Cuts bytes at any places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, n) => bytes.subarray(at[n], end));
}

test('the example of a packet is read field by field', () => {
  const bytes = Buffer.concat([
    Buffer.from('##', 'latin1'),
    Buffer.of(0x02, 0xfe),
    Buffer.from('LFVCG2A23TK000001', 'latin1'),
    Buffer.of(0x01, 0x00, 0x02, 0xab, 0xcd),
  ]);
  const check = bytes.subarray(2).reduce((all, byte) => all ^ byte, 0);
  assert.deepEqual(frameReader().take(Buffer.concat([bytes, Buffer.of(check)])), [
    { command: 2, response: 0xfe, vin: 'LFVCG2A23TK000001', encryption: 1, data: Buffer.of(0xab, 0xcd) },
  ]);
});

test('packets come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 20 }), (frames, places) => {
      const reader = frameReader();
      const read = cut(Buffer.concat(frames.map(encodeFrame)), places).flatMap((piece) => reader.take(piece));
      assert.deepEqual(read, frames);
      assert.deepEqual([reader.skipped, reader.waiting], [0, 0]);
    }),
  );
});

test('any bytes at all are taken, and no more kept than one packet has', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 20 }), (pieces) => {
      const reader = frameReader();
      let given = 0;
      for (const piece of pieces) {
        reader.take(piece);
        given += piece.length;
        assert.ok(reader.waiting <= 24 + 65_531 + 1);
      }
      assert.ok(reader.skipped + reader.waiting <= given);
    }),
  );
});

test('a packet after noise is found', () => {
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.map((byte) => (byte === 0x23 ? 0x24 : byte)));
  fc.assert(
    fc.property(noise, frame, (before, sent) => {
      const reader = frameReader();
      assert.deepEqual(reader.take(Buffer.concat([before, encodeFrame(sent)])), [sent]);
      assert.equal(reader.skipped, before.length);
    }),
  );
});

test('one changed bit costs its packet and no other', () => {
  fc.assert(
    fc.property(frame, frame, fc.nat(), fc.integer({ min: 0, max: 7 }), (first, second, place, bit) => {
      const bytes = encodeFrame(first);
      // In the data or the check: a length that lies is the next test's.
      const at = 24 + (place % (bytes.length - 24));
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
      assert.deepEqual(frameReader().take(Buffer.concat([bytes, encodeFrame(second)])), [second]);
    }),
  );
});

test('a length that lies waits for what it said, and then loses nothing of what followed', () => {
  const lying = encodeFrame({ vin: 'LFVCG2A23TK000001', data: Buffer.of(1, 2, 3) });
  lying.writeUInt16BE(65_531, 22);
  const good = {
    command: REALTIME,
    response: COMMAND,
    vin: 'LFVCG2A25TK000002',
    encryption: PLAIN,
    data: Buffer.of(9),
  };
  const reader = frameReader();
  assert.deepEqual(reader.take(Buffer.concat([lying, encodeFrame(good)])), []);
  assert.deepEqual(reader.take(Buffer.alloc(65_600)), [good]);
});

test('packets that begin within each other are skipped one by one, and only the last of them waits', () => {
  const begun = encodeFrame({ vin: 'LFVCG2A23TK000001', data: Buffer.alloc(0) }).subarray(0, 24);
  begun.writeUInt16BE(60_000, 22);
  const nested = Buffer.concat(Array.from({ length: 20_000 }, () => begun));
  const reader = frameReader();
  assert.deepEqual(reader.take(nested), []);
  assert.ok(reader.waiting <= 24 + 60_000 + 1, `${reader.waiting}`);
  assert.equal(reader.skipped + reader.waiting, nested.length);
});

test('a flood of false beginnings is skipped', () => {
  const reader = frameReader();
  reader.take(Buffer.alloc(2_000_000, 0x23));
  assert.ok(reader.waiting <= 24 && reader.skipped >= 1_999_976);
});
