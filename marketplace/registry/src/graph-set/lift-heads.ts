import { CityGraphError, type SigningKey, type Viewer } from '@citygraph/contract';
import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { GatewayProcess } from '../gateway-process/gateway-process.entity.ts';
import { highestOf, MOST_BEYOND, NUMBERED, type Numbered, numberedHeads } from '../gateway-process/heads-behind.ts';
import { Head } from '../policy/head.entity.ts';
import { GraphPin } from './graph-pin.entity.ts';
import { moveHead } from './move-head.ts';
import { readSet } from './read-set.ts';

export interface Lifting {
  readonly viewer: Viewer;
  readonly reason: string;
  /** They sign the graph set anew, under its new number. */
  readonly keys: readonly SigningKey[];
  /** The highest numbers that gateways are known to have beside what is reported; 0: nobody knows. */
  readonly given: Numbered;
}

export interface Lifted {
  readonly before: Numbered;
  /** The same as before: nothing was behind. */
  readonly after: Numbered;
}

const TRIES = 20;

/**
 * Lifts the policy's head and the graphs' above whatever gateways have, so that they take what a database decides that was put back to an older state. What is decided stays as it is; the numbers between are left out,
 * which the graph set notes (`follows`) and the audit. Safe to repeat. @throws CONFLICT where there is no graph set yet, or what is given cannot be
 */
export async function liftHeads(em: () => EntityManager, lifting: Lifting, now: Date): Promise<Lifted> {
  const { viewer, reason, given } = lifting;
  const before = await numberedHeads(em());
  if (before.graphs === 0)
    throw new CityGraphError(
      'CONFLICT',
      'There is no graph set yet: start the registry once, and then lift its heads.',
    );
  for (const name of NUMBERED) {
    if (given[name] <= before[name] + MOST_BEYOND) continue;
    throw new CityGraphError(
      'CONFLICT',
      `--${name} ${given[name]} is ${given[name] - before[name]} beyond ${before[name]}, which is the last: numbers cannot be taken back, and no registry gives more than ${MOST_BEYOND}. Give what a gateway has.`,
    );
  }
  const reported = highestOf(await findRows(em(), GatewayProcess, {}), before);
  // Another thing may be known under a number that is given; what is reported may be our own.
  const behind = (name: keyof Numbered) =>
    reported[name] > before[name] || (given[name] > 0 && given[name] >= before[name]);
  const beyond = (name: keyof Numbered) => Math.max(reported[name], given[name], before[name]);
  const isBehind = { policy: behind('policy'), graphs: behind('graphs') };
  if (!isBehind.policy && !isBehind.graphs) return { before, after: before };
  if (isBehind.graphs) await liftGraphs(em, lifting, beyond('graphs'), now);
  await transact(em(), async (inner) => {
    if (isBehind.policy) {
      const version = beyond('policy') + 1;
      // Decided meanwhile, it may be there already.
      await inner.nativeUpdate(Head, { name: 'policy', version: { $lt: version } }, { version, at: now });
    }
    const after = await numberedHeads(inner);
    await audit(inner, viewer, { act: 'liftHeads', target: 'heads', reason, before, after }, now);
  });
  return { before, after: await numberedHeads(em()) };
}

async function liftGraphs(
  em: () => EntityManager,
  { viewer, reason, keys }: Lifting,
  beyond: number,
  now: Date,
): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const [head] = await findRows(em(), Head, { name: 'graphs' });
    const set = head && (await readSet(em(), head.version))?.payload;
    if (!head || !set)
      throw new CityGraphError(
        'CONFLICT',
        'The graph set that the head names is not there: see citygraph-registry verify.',
      );
    const { stable, sandbox, rollouts } = set;
    const content = { stable, sandbox, rollouts };
    const isPinned = (await em().count(GraphPin)) > 0;
    const move = { viewer, head, before: content, content, leftOut: {}, asOf: -1, isPinned, keys, reason, beyond };
    const moved = await moveHead(em(), move, now);
    if (moved === 'gone')
      throw new CityGraphError('CONFLICT', 'A graph that the head names is not there: see citygraph-registry verify.');
    if (moved !== 'lost') return;
  }
  throw new CityGraphError('CONFLICT', 'Others moved the head all the time; run it again.');
}
