import { describe, expect, it } from '@jest/globals';
import { concernsUsers, hears, nextAttempt, RETRY_SECONDS } from './webhook.rules.ts';

const now = new Date('2026-11-02T09:00:00Z');

describe('a message', () => {
  it('is tried again later and later, and at last not any more', () => {
    expect(nextAttempt(1, now)).toEqual(new Date('2026-11-02T09:00:05Z'));
    expect(nextAttempt(2, now)).toEqual(new Date('2026-11-02T09:05:00Z'));
    expect(nextAttempt(RETRY_SECONDS.length, now)).toEqual(new Date('2026-11-03T09:00:00Z'));
    expect(nextAttempt(RETRY_SECONDS.length + 1, now)).toBeNull();
  });

  it('comes to who subscribed to what it is of', () => {
    expect(hears([], 'grant.decided')).toBe(true);
    expect(hears(['release'], 'release.published')).toBe(true);
    expect(hears(['release'], 'grant.decided')).toBe(false);
    expect(hears(['release'], 'webhook.test')).toBe(true);
  });

  it.each([
    ['plugin.killed', {}, true],
    ['rollout.rolled-back', {}, true],
    ['release.rolled-back', {}, true],
    ['subscription.requested', {}, false],
    ['release.state-changed', { from: 'APPROVED', to: 'CANARY' }, true],
    ['release.state-changed', { from: 'STABLE', to: 'WITHDRAWN' }, true],
    ['release.state-changed', { from: 'SANDBOX', to: 'WITHDRAWN' }, false],
    ['release.state-changed', { from: 'IN_REVIEW', to: 'REJECTED' }, false],
    ['review.decided', { decision: 'REJECTED' }, false],
    ['grant.decided', {}, false],
  ])('of %s %j is for users: %s', (topic, payload, is) => {
    expect(concernsUsers(topic, payload)).toBe(is);
  });
});
