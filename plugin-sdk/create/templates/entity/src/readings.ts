import { defineLoader, type PluginCaller } from '@citygraph/plugin-sdk';

export interface Reading {
  readonly value: number;
  /** RFC 3339. */
  readonly measuredAt: string;
}

/**
 * Example data: a number made from the key. Ask your own source here, once for all keys, and answer in their order;
 * null where you know nothing.
 */
export const readings = defineLoader<string, Reading, PluginCaller>(async (keys) => {
  const measuredAt = new Date().toISOString();
  return keys.map((key) => ({ value: sumOf(key) % 100, measuredAt }));
});

const sumOf = (text: string): number => [...text].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
