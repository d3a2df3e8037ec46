import { mutation, query } from '../hub/operation.ts';
import { type Page, RELEASE_WITH_TEXT, type ReleaseText } from './plugin.ts';

export interface Rollout {
  readonly id: string;
  readonly plugin: string;
  readonly version: string | null;
  readonly state: string;
  readonly percent: number;
  readonly reason: string | null;
  readonly burn: string | null;
  /** About it last; null: every gateway has had it long ago. */
  readonly decision: number | null;
  /** What its step has not seen yet; null: it may go on. */
  readonly waitsFor: string | null;
  readonly goesOnAt: string | null;
}
const ROLLOUT = 'id plugin version state percent reason burn decision waitsFor goesOnAt';

export const ROLLOUTS = query<{ rollouts: Page<Rollout> | null }, { plugin: string; first: number }>(
  `query Rollouts($plugin: String!, $first: Int!) {
    rollouts(plugin: $plugin, first: $first) { edges { node { ${ROLLOUT} } } } }`,
);

export const START_ROLLOUT = mutation<
  { startRollout: Rollout | null },
  { plugin: string; version: string; percent: number }
>(
  `mutation StartRollout($plugin: String!, $version: String!, $percent: Int!) {
    startRollout(plugin: $plugin, version: $version, percent: $percent) { ${ROLLOUT} } }`,
);

/** What everybody is given back when the stable release is taken away. */
export const RELEASE_BEFORE = query<
  { plugin: { name: string; releaseBefore: ReleaseText | null } | null },
  { plugin: string }
>(`query ReleaseBefore($plugin: ID!) { plugin(name: $plugin) { name releaseBefore { ${RELEASE_WITH_TEXT} } } }`);

export const STEP_ROLLOUT = mutation<
  { stepRollout: Rollout | null },
  { id: string; percent: number; emergency: boolean }
>(
  `mutation StepRollout($id: ID!, $percent: Int!, $emergency: Boolean!) {
    stepRollout(id: $id, percent: $percent, emergency: $emergency) { ${ROLLOUT} } }`,
  true,
);

export const PAUSE_ROLLOUT = mutation<{ pauseRollout: Rollout | null }, { id: string; reason: string }>(
  `mutation PauseRollout($id: ID!, $reason: String!) { pauseRollout(id: $id, reason: $reason) { ${ROLLOUT} } }`,
);

export const RESUME_ROLLOUT = mutation<{ resumeRollout: Rollout | null }, { id: string }>(
  `mutation ResumeRollout($id: ID!) { resumeRollout(id: $id) { ${ROLLOUT} } }`,
);

export const PROMOTE_ROLLOUT = mutation<{ promoteRollout: Rollout | null }, { id: string; emergency: boolean }>(
  `mutation PromoteRollout($id: ID!, $emergency: Boolean!) {
    promoteRollout(id: $id, emergency: $emergency) { ${ROLLOUT} } }`,
);

export const ROLL_BACK_ROLLOUT = mutation<{ rollBackRollout: Rollout | null }, { id: string; reason: string }>(
  `mutation RollBackRollout($id: ID!, $reason: String!) { rollBackRollout(id: $id, reason: $reason) { ${ROLLOUT} } }`,
);

export const ROLL_BACK_RELEASE = mutation<
  { rollBackRelease: string | null },
  { plugin: string; version: string; reason: string; emergency: boolean }
>(
  `mutation RollBackRelease($plugin: String!, $version: String!, $reason: String!, $emergency: Boolean!) {
    rollBackRelease(plugin: $plugin, version: $version, reason: $reason, emergency: $emergency) }`,
);
