import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from './run-options.ts';

describe('readCommandLine', () => {
  it('runs everything, at length, when nothing is said', () => {
    expect(readCommandLine([])).toEqual({
      names: [],
      quick: false,
      engine: null,
      only: null,
      seconds: 4,
      rounds: 3,
      soakSeconds: 30,
    });
  });

  it('reads names and flags in any order', () => {
    expect(
      readCommandLine(['gateway', '--only', 'apollo,citygraph', '--engine', 'compiled', '--soak', '600']),
    ).toMatchObject({ names: ['gateway'], only: ['apollo', 'citygraph'], engine: 'compiled', soakSeconds: 600 });
  });

  it.each(['0', '1.5', 'long'])('refuses %s rounds', (text) => {
    expect(() => readCommandLine(['--rounds', text])).toThrow(
      `--rounds must be a whole number above 0; it is ${text}.`,
    );
  });
});
