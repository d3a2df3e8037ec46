import { figure } from './table.ts';

/** Something that is promised, and what came out. */
export interface Target {
  readonly what: string;
  readonly is: number;
  readonly most: number;
  readonly unit: string;
}

/** A sentence for each promise that is not kept; what could not be measured is not. */
export const missedTargets = (targets: readonly Target[]): readonly string[] =>
  targets
    .filter(({ is, most }) => !(is <= most))
    .map(({ what, is, most, unit }) => `${what}: ${figure(is)} ${unit}, and ${most} ${unit} at most are promised.`);

/** Says which promises are not kept, and has the run end with 1. */
export function endByTargets(targets: readonly Target[]): void {
  const missed = missedTargets(targets);
  for (const sentence of missed) process.stderr.write(`${sentence}\n`);
  if (missed.length > 0) process.exitCode = 1;
}
