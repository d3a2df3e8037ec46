/** Reads numbers from the front of some bytes. @throws RangeError when there are none left, which `readReport` turns into where it stopped */
export interface ByteReader {
  readonly left: number;
  byte(): number;
  word(): number;
  long(): number;
  skip(bytes: number): void;
  /** A byte, word or long of the standard: null where it says abnormal (…FE) or invalid (…FF), or what lies outside its range. */
  value(size: 1 | 2 | 4, most: number, scale?: number, offset?: number): number | null;
}

export function byteReader(bytes: Buffer): ByteReader {
  let at = 0;
  const step = (size: number): number => {
    const here = at;
    if (here + size > bytes.length) throw new RangeError('The data end in the middle of a value.');
    at += size;
    return here;
  };
  const read = (size: 1 | 2 | 4): number => bytes.readUIntBE(step(size), size);
  return {
    get left() {
      return bytes.length - at;
    },
    byte: () => read(1),
    word: () => read(2),
    long: () => read(4),
    skip: (size) => void step(size),
    value(size, most, scale = 1, offset = 0) {
      const raw = read(size);
      // Abnormal and invalid are the two highest values, beyond every range.
      const perUnit = Math.round(1 / scale);
      return raw > most ? null : (raw - offset * perUnit) / perUnit;
    },
  };
}
