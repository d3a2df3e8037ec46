/** What a JSON text may be, before anybody parses it. */
export interface JsonLimits {
  /** Objects and lists within each other. */
  readonly depth: number;
  /** Objects, lists and what they hold. */
  readonly values: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Counts how deep and how wide a JSON text is while its bytes come in, in constant memory. It does not say whether it is JSON:
 * all it knows is what a string is, so that a bracket in one is no bracket. Its bytes are ASCII, which UTF-8 uses for nothing else.
 */
export class JsonScan {
  readonly #limits: JsonLimits;
  #depth = 0;
  #values = 1;
  #isInString = false;
  #isEscaped = false;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  /** Reads on; answers what is wrong as soon as something is. */
  write(bytes: Uint8Array): 'too deep' | 'too many values' | 'not JSON' | null {
    const { depth: maxDepth, values: maxValues } = this.#limits;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
      } else if (byte === QUOTE) this.#isInString = true;
      else if (byte === COMMA) {
        if (++this.#values > maxValues) return 'too many values';
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (++this.#depth > maxDepth) return 'too deep';
        if (++this.#values > maxValues) return 'too many values';
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (--this.#depth < 0) return 'not JSON';
      }
    }
    return null;
  }
}
