/** A packet of GB/T 32960.3-2016, chapter 6, whose check is right. */
export interface Frame {
  readonly command: number;
  /** 0xFE in what a vehicle or platform sends by itself; else the answer to that. */
  readonly response: number;
  /** 17 characters: the vehicle, or in a platform's own packets its code. */
  readonly vin: string;
  /** 1: none. */
  readonly encryption: number;
  readonly data: Buffer;
}

export const LOGIN = 0x01;
export const REALTIME = 0x02;
export const REISSUED = 0x03;
export const LOGOUT = 0x04;
export const COMMAND = 0xfe;
export const PLAIN = 0x01;

/** `##`, command, response, VIN, encryption, length. */
const HEADER = 24;
const HASH = 0x23;
/** The standard's own limit of a data unit. */
const LONGEST = 65_531;

/** Reads packets from a stream of bytes, however it was cut. */
export interface FrameReader {
  /** Takes the next bytes; answers the packets that became whole. */
  take(bytes: Uint8Array): Frame[];
  /** Bytes that belonged to no packet. */
  readonly skipped: number;
  /** Bytes that wait for the rest of a packet, never more than one packet has. */
  readonly waiting: number;
}

/**
 * Noise, wrong checks and false beginnings are skipped byte by byte, so that what follows is found: a length that lies costs its own packet and no other, once as many
 * bytes came as it said.
 */
export function frameReader(): FrameReader {
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  /** Before there are as many bytes, nothing new can be said of the first. */
  let needed = HEADER;
  let skipped = 0;
  return {
    take(bytes) {
      pieces.push(Buffer.from(bytes));
      waiting += bytes.length;
      if (waiting < needed) return [];
      const all = Buffer.concat(pieces);
      const frames: Frame[] = [];
      const checks = checksOf(all);
      let at = 0;
      for (;;) {
        const begin = beginning(all, at);
        skipped += begin - at;
        at = begin;
        needed = HEADER;
        if (all.length - at < HEADER) break;
        const length = all.readUInt16BE(at + 22);
        needed = HEADER + length + 1;
        const end = at + needed;
        const isPacket = length <= LONGEST && isHeader(all, at);
        if (isPacket && all.length < end) break;
        // From the command to the end of the data, both taken from the front: packets that lie within each other are not added up again and again.
        if (isPacket && ((checks[end - 1] ?? 0) ^ (checks[at + 2] ?? 0)) === all[end - 1]) {
          frames.push(frameAt(all, at, end));
          at = end;
        } else {
          skipped += 1;
          at += 1;
        }
      }
      waiting = all.length - at;
      pieces = waiting > 0 ? [Buffer.from(all.subarray(at))] : [];
      return frames;
    },
    get skipped() {
      return skipped;
    },
    get waiting() {
      return waiting;
    },
  };
}

/** At each place the exclusive or of all bytes before it. */
function checksOf(bytes: Uint8Array): Uint8Array {
  const checks = new Uint8Array(bytes.length + 1);
  for (let at = 0; at < bytes.length; at += 1) checks[at + 1] = (checks[at] ?? 0) ^ (bytes[at] ?? 0);
  return checks;
}

/** Exclusive or of all bytes from the command to the end of the data. */
export const checkOf = (bytes: Uint8Array): number => bytes.reduce((check, byte) => check ^ byte, 0);

/** Where `##` may begin, from there on. */
function beginning(all: Buffer, from: number): number {
  for (let at = from; at < all.length; at += 1) {
    if (all[at] === HASH && (at + 1 === all.length || all[at + 1] === HASH)) return at;
  }
  return all.length;
}

/** What the standard leaves room for; anything else begins no packet, and waiting for its end would be waiting for noise. */
function isHeader(all: Buffer, at: number): boolean {
  const command = all[at + 2] ?? 0;
  const response = all[at + 3] ?? 0;
  const encryption = all[at + 21] ?? 0;
  return (
    command >= 0x01 &&
    command !== 0xff &&
    [0x01, 0x02, 0x03, COMMAND].includes(response) &&
    [PLAIN, 0x02, 0x03, 0xfe, 0xff].includes(encryption) &&
    all.subarray(at + 4, at + 21).every((byte) => (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a))
  );
}

const frameAt = (all: Buffer, at: number, end: number): Frame => ({
  command: all.readUInt8(at + 2),
  response: all.readUInt8(at + 3),
  vin: all.toString('latin1', at + 4, at + 21),
  encryption: all.readUInt8(at + 21),
  data: Buffer.from(all.subarray(at + HEADER, end - 1)),
});
