import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { SubgraphContext } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { assertAdministrator } from '../administrator.ts';
import { checkOf } from '../gateway-process/decision-standing.rules.ts';
import { isHeld, type RolloutStanding, rolloutStanding } from '../gateway-process/rollout-standing.ts';
import { loadPlugin } from '../plugin/may-run-plugin.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { assertNotOwn } from '../publisher/assert-not-own.ts';
import { publisherOf } from '../publisher/load-publisher.ts';
import { healthSince } from '../service-level/health-since.ts';
import { windowStart } from '../service-level/windows.ts';
import type { Rollout } from './rollout.entity.ts';
import { DEFAULT_PACE, type Pace, seesNothing, waitAt } from './rollout.rules.ts';

/** What a step up is judged by. */
export interface StepGround {
  readonly admission: Admission;
  readonly pace: Pace;
}

/** How long the deployment has steps wait; the hub's own pace where it says nothing. */
export const paceOf = (context: SubgraphContext): Pace =>
  (context as SubgraphContext & { readonly pace?: Pace }).pace ?? DEFAULT_PACE;

/** Counts of ten seconds are kept for so long; whatever has run longer has had its minutes. */
const DAY_MS = 86_400_000;

/** What its step has not seen yet; null: it may go on. Calls count from the first whole slot since the rollout was changed last: a resumed one begins anew. */
export async function waitOf(em: EntityManager, rollout: Rollout, pace: Pace, now: Date) {
  const { plugin, releaseDigest, changedAt } = rollout;
  const { calls } = await healthSince(em, plugin, releaseDigest, windowStart(changedAt, now, DAY_MS));
  // What nobody has at this moment, nobody sees.
  return waitAt((await isHeld(em, rollout)) ? { servedAt: null } : rollout, calls, pace, now);
}

/**
 * More get it once every living gateway serves it to those who have it, and they have seen enough. Where the operator waits for nothing, only a gateway's no stops it.
 * @throws CONFLICT that says what is missing, and when to ask again
 */
export async function assertSeenEnough(
  em: EntityManager,
  rollout: Rollout,
  what: 'promoted' | 'given to more',
  pace: Pace,
  now: Date,
): Promise<void> {
  await assertServed(em, rollout, what, pace, now);
  const wait = await waitOf(em, rollout, pace, now);
  if (wait === null) return;
  throw new CityGraphError(
    'CONFLICT',
    `Rollout ${rollout.id} may not be ${what} yet: at ${rollout.percent} % it has seen ${wait.seen}; one of the two is enough. Ask again at ${wait.until.toISOString()}, or as soon as it was called so often. In an emergency an administrator does not wait (emergency: true).`,
    { extensions: { argument: 'id' } },
  );
}

async function assertServed(
  em: EntityManager,
  rollout: Rollout,
  what: 'promoted' | 'given to more',
  pace: Pace,
  now: Date,
): Promise<void> {
  const standing = await rolloutStanding(em, rollout, now);
  if (standing.state === 'SERVING' || (standing.state !== 'REFUSED' && seesNothing(pace))) return;
  throw new CityGraphError(
    'CONFLICT',
    `Rollout ${rollout.id} may not be ${what} yet: ${unservedSaid(standing, rollout)} In an emergency an administrator does not wait (emergency: true).`,
    { extensions: { argument: 'id' } },
  );
}

function unservedSaid({ state, refusals, living, lacking }: RolloutStanding, { percent }: Rollout): string {
  const [first] = refusals;
  if (first) {
    const who = refusals.length === 1 ? 'a gateway refuses' : `${refusals.length} gateways refuse`;
    return `${who} its graph (${checkOf(first.reason)}). Take it back and publish what mends it.`;
  }
  if (state === 'ACCEPTED') return `no graph has it at ${percent} % yet. Ask again in some seconds.`;
  if (living === 0) return 'no living gateway says that it serves it. Ask again once one reports.';
  const few = lacking === 0 ? `not all of ${living}` : `${lacking} of ${living}`;
  return `${few} living gateways ${lacking === 0 ? 'serve' : 'do not serve'} it at ${percent} % yet. Ask again in some seconds.`;
}

/** Who does not wait is an administrator, and it is not their own. @throws FORBIDDEN */
export async function assertMayHurry(
  em: EntityManager,
  viewer: Viewer,
  { plugin: name }: Rollout,
  now: Date,
): Promise<void> {
  assertAdministrator(viewer);
  const { publisherId } = await loadPlugin(em, viewer, name);
  await assertNotOwn(em, viewer, await publisherOf(em, publisherId), { argument: 'id', name }, now);
}
