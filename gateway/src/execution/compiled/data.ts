/** An object of a subgraph's answer. It comes from `JSON.parse`, so what it inherits is not part of it. */
export type Data = Record<string, unknown>;

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a response key that `Object.prototype` may have as well (`constructor: name`). */
export function ownValue(data: Data, key: string): unknown {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}

/** Of somebody whom a vendor led to: no department said that the caller may know who it is. Copies have it as well. */
const LED_TO: unique symbol = Symbol('led to by a vendor');

export function markLedTo(data: Data): void {
  Object.assign(data, { [LED_TO]: true });
}

export const isLedTo = (data: Data): boolean => LED_TO in data;

/** Response keys that cannot be read or written as an ordinary property. */
export function isPeculiar(key: string): boolean {
  return key in Object.prototype;
}
