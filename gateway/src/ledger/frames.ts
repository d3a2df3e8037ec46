import { crc32 } from 'node:zlib';

/** Length (4 bytes, little-endian), CRC-32 of the payload (4 bytes), payload. */
export function framed(payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEAD + payload.length);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(crc32(payload), 4);
  frame.set(payload, HEAD);
  return frame;
}

const HEAD = 8;
/** No payload is longer; a length that is, is damage. */
export const LONGEST_PAYLOAD = 4 * 1024 * 1024;

export interface Frames {
  readonly payloads: readonly Buffer[];
  /** Where each payload's frame ends. */
  readonly ends: readonly number[];
  /** Bytes that are whole frames. */
  readonly length: number;
  /** `torn`: the rest is the beginning of a frame, as a crash leaves it. `damaged`: something else was written over it. */
  readonly rest: 'none' | 'torn' | 'damaged';
}

/** Reads frames up to the first that is not whole. */
export function readFrames(bytes: Buffer): Frames {
  const payloads: Buffer[] = [];
  const ends: number[] = [];
  let at = 0;
  for (;;) {
    const end = frameEnd(bytes, at);
    if (end === null) break;
    payloads.push(bytes.subarray(at + HEAD, end));
    ends.push(end);
    at = end;
  }
  return { payloads, ends, length: at, rest: at === bytes.length ? 'none' : isTorn(bytes, at) ? 'torn' : 'damaged' };
}

/** Every whole frame, wherever in damaged bytes it begins. */
export function salvagedFrames(bytes: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at + HEAD < bytes.length; ) {
    const end = frameEnd(bytes, at);
    if (end === null) at += 1;
    else {
      frames.push(bytes.subarray(at, end));
      at = end;
    }
  }
  return Buffer.concat(frames);
}

function frameEnd(bytes: Buffer, at: number): number | null {
  if (at + HEAD > bytes.length) return null;
  const length = bytes.readUInt32LE(at);
  const end = at + HEAD + length;
  // Room that was made for a file and not used is zeros.
  if (length === 0 || length > LONGEST_PAYLOAD || end > bytes.length) return null;
  return crc32(bytes.subarray(at + HEAD, end)) === bytes.readUInt32LE(at + 4) ? end : null;
}

/** A crash leaves a beginning, or zeros or rubbish where it had made room; a whole frame behind that means that it was no crash. */
function isTorn(bytes: Buffer, from: number): boolean {
  for (let at = from + 1; at + HEAD < bytes.length; at += 1) {
    if (frameEnd(bytes, at) !== null) return false;
  }
  return true;
}
