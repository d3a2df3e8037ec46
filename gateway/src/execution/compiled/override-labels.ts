import { BoundedCache } from '../../operation/bounded-cache.ts';
import type { Executable, Receivers } from '../engine.ts';

/** Plans are kept for so many sets of labels that are on; percentages in one graph are few. */
const SETS = 16;

const PERCENT = /^percent\((\d+(?:\.\d+)?)\)$/;

/**
 * One operation under progressive overrides (`@override(label: "percent(5)")`): of each request a draw decides which labels are on for all of it,
 * so that a field is asked of one home throughout. Labels that are no percentages are off.
 */
export async function byLabels(
  labels: readonly string[],
  compile: (on: readonly string[]) => Promise<Executable>,
  draw: () => number = Math.random,
): Promise<Executable> {
  const percentages = labels.flatMap((label) => {
    const percent = PERCENT.exec(label)?.[1];
    return percent === undefined ? [] : [{ label, percent: Number(percent) }];
  });
  const known = new BoundedCache<string, Promise<Executable>>(SETS);
  const executableFor = (drawn: number): Promise<Executable> => {
    const on = percentages.filter(({ percent }) => drawn < percent).map(({ label }) => label);
    const key = on.join('\n');
    const executable = known.get(key) ?? compile(on);
    known.set(key, executable);
    executable.catch(() => known.delete(key));
    return executable;
  };
  // Planned once ahead, so that a query that cannot be planned is known to be one.
  const { bytes, receivers } = await executableFor(100);
  const moved = await executableFor(0);
  return {
    bytes: bytes * 2,
    // Whichever way a draw goes, a subgraph is sent no more than this.
    receivers: united([receivers, moved.receivers]),
    execute: async (request) => (await executableFor(draw() * 100)).execute(request),
  };
}

function united(all: readonly (Receivers | null)[]): Receivers {
  const both = new Map<string, ReadonlySet<string>>();
  for (const receivers of all) {
    for (const [subgraph, coordinates] of receivers ?? []) {
      both.set(subgraph, new Set([...(both.get(subgraph) ?? []), ...coordinates]));
    }
  }
  return both;
}
