/** Seconds until the next attempt, after the first, the second, …; then a message has failed. */
export const RETRY_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** A server that answered nothing well for so long is not asked any more. */
export const FAILING_DAYS = 5;
/** How long the secret before is good after a change. */
export const OVERLAP_HOURS = 24;
export const MOST_WEBHOOKS = 10;

/** What there is to hear of: `release` is every topic that begins with `release.`. */
export const SUBJECTS = [
  'release',
  'review',
  'grant',
  'plugin',
  'rollout',
  'subscription',
  'claim',
  'incident',
] as const;

/** A webhook that names nothing hears all; a test always arrives. */
export const hears = (topics: readonly string[], topic: string): boolean =>
  topics.length === 0 || topic === 'webhook.test' || topics.includes(topic.split('.')[0] ?? '');

/** When a message that failed `attempts` times is tried again; null: never. */
export function nextAttempt(attempts: number, now: Date): Date | null {
  const seconds = RETRY_SECONDS[attempts - 1];
  return seconds === undefined ? null : new Date(now.getTime() + seconds * 1_000);
}

export const hasFailedForLong = (failingSince: Date, now: Date): boolean =>
  now.getTime() - failingSince.getTime() > FAILING_DAYS * 86_400_000;

const LIVE: readonly unknown[] = ['CANARY', 'STABLE', 'SUPERSEDED', 'ROLLED_BACK', 'WITHDRAWN'];

/** Whether whoever uses a plugin is told as well: of what they notice, never of what is between its publisher and reviewers. */
export const concernsUsers = (topic: string, payload: Readonly<Record<string, unknown>>): boolean =>
  topic.startsWith('plugin.') ||
  topic.startsWith('rollout.') ||
  topic === 'release.rolled-back' ||
  topic === 'release.breaking-confirmed' ||
  (topic === 'release.state-changed' &&
    LIVE.includes(payload.to) &&
    !(payload.to === 'WITHDRAWN' && !LIVE.includes(payload.from)));

const URGENT: readonly string[] = [
  'plugin.killed',
  'publisher.suspended',
  'release.rolled-back',
  'rollout.rolled-back',
  'rollout.pauseRollout',
  'grant.ended',
  'workload.ended',
  'hop-key.exposed',
];

/** What was stopped, taken back or revoked is sent before the rest: whoever goes on with it does harm. */
export const isUrgent = (topic: string, data: Readonly<Record<string, unknown>>): boolean =>
  URGENT.includes(topic) || (topic === 'grant.decided' && data.state === 'REVOKED');
