import { parseArgs } from 'node:util';
import type { RunOptions } from './benchmark.ts';

export interface CommandLine extends RunOptions {
  /** Names of benchmarks; empty: all. */
  readonly names: readonly string[];
  /** Apollo and ours alone, less than a minute, nothing written. */
  readonly quick: boolean;
}

const FULL = { seconds: 4, rounds: 3, soakSeconds: 30 };

/** Reads the arguments of `npm run bench`; throws a sentence when one makes no sense. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      engine: { type: 'string' },
      only: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      soak: { type: 'string' },
    },
  });
  return {
    names: positionals,
    quick: values.quick,
    engine: values.engine ?? null,
    only: values.only?.split(',') ?? null,
    seconds: count('seconds', values.seconds) ?? FULL.seconds,
    rounds: count('rounds', values.rounds) ?? FULL.rounds,
    soakSeconds: count('soak', values.soak) ?? FULL.soakSeconds,
  };
}

function count(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} must be a whole number above 0; it is ${text}.`);
  return value;
}
