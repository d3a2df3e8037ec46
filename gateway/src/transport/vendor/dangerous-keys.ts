/** Keys that JavaScript takes for more than keys. No vendor's reply may have them, so none is asked for a field under such a name. */
export const DANGEROUS_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
