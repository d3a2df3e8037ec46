import { describe, expect, it } from '@jest/globals';
import { sandboxOf } from './sandbox-of.ts';

const plugins = new Map([
  ['air', { publisherId: 'one', disabled: null }],
  ['bus', { publisherId: 'one', disabled: null }],
  ['cat', { publisherId: 'one', disabled: null }],
  ['dog', { publisherId: 'two', disabled: 'It lies.' }],
  ['eel', { publisherId: 'three', disabled: null }],
]);
const of = (names: string, suspended: readonly string[] = [], most = 25) =>
  sandboxOf(
    names.split(' ').map((plugin, index) => ({ plugin, index })),
    plugins,
    new Set(suspended),
    most,
  ).map(({ plugin, index }) => `${plugin}${index}`);

describe('the sandbox', () => {
  it('tries the newest release of each plugin', () => {
    expect(of('air bus air eel bus')).toEqual(['air0', 'bus1', 'eel3']);
  });

  it('tries nothing of a plugin that is switched off, nor of a publisher that is suspended', () => {
    expect(of('air dog eel', ['three'])).toEqual(['air0']);
  });

  it('tries no more than so many of one publisher, the latest, and takes nobody else’s place', () => {
    expect(of('air bus cat eel', [], 2)).toEqual(['air0', 'bus1', 'eel3']);
  });
});
