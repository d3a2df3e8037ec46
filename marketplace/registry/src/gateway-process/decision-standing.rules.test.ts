import type { ServingState } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { NOTHING_SERVED } from '../testing/control-story.ts';
import { checkOf, type NamedSet, standingOf } from './decision-standing.rules.ts';

const now = new Date('2026-11-02T01:00:00Z');
const at = (process: string, serving: Partial<ServingState>, secondsAgo = 1) => ({
  process,
  gateway: 'one',
  seenAt: new Date(now.getTime() - secondsAgo * 1_000),
  missingSince: {},
  serving: { ...NOTHING_SERVED, ...serving },
});
const rollout = { id: 'rol_1', plugin: 'air', release: 'r', artefact: 'canary', buckets: [1] };
const SIX: NamedSet = { sequence: 6, stable: 'old', sandbox: 'try', rollouts: [rollout] };
const SEVEN: NamedSet = { sequence: 7, stable: 'new', sandbox: 'try', rollouts: [] };
const setOf = (sequence: number) => [SIX, SEVEN].find((set) => set.sequence === sequence);
const standing = (act: string, sequence: number | null, ...processes: ReturnType<typeof at>[]) =>
  standingOf({ act, plugin: 'air', sequence }, processes, setOf, now);

describe('a decision', () => {
  it('is serving when every living gateway reports the digest of its graph, and not before', () => {
    const served = at('a', { graphs: 7, stable: 'new' });
    expect(standing('promoteRollout', null, served).state).toBe('ACCEPTED');
    expect(standing('promoteRollout', 7, served, at('b', { graphs: 6, stable: 'old' })).state).toBe('COMPOSED');
    expect(standing('promoteRollout', 7, served, at('b', { graphs: 7, stable: 'old' })).state).toBe('COMPOSED');
    expect(standing('promoteRollout', 7, served, at('gone', { graphs: 6, stable: 'old' }, 16)).state).toBe('SERVING');
  });

  it('is not serving where no gateway lives', () => {
    expect(standing('promoteRollout', 7).state).toBe('COMPOSED');
    expect(standing('promoteRollout', 7, at('gone', { graphs: 7, stable: 'new' }, 16)).state).toBe('COMPOSED');
  });

  it('is refused when a gateway has come to its set and says no to its graph, whatever the others say', () => {
    const reason = 'It cannot plan what is asked for: "{ air }"';
    const served = at('a', { graphs: 6, stable: 'old', sandbox: 'try', rollouts: { rol_1: 'canary' } });
    const refusing = at('b', { graphs: 6, stable: 'old', sandbox: 'try', refused: { canary: reason } });
    expect(standing('startRollout', 6, served).state).toBe('SERVING');
    expect(standing('startRollout', 6, served, refusing)).toEqual({
      state: 'REFUSED',
      refusals: [{ process: 'b', gateway: 'one', digest: 'canary', reason }],
    });
    expect(standing('startRollout', 6, served, { ...refusing, seenAt: new Date(0) }).state).toBe('SERVING');
  });

  it('is refused when a gateway stays with the set before since it says no to the graph for everybody', () => {
    const staying = at('a', { graphs: 6, stable: 'old', refused: { new: 'It does not load.' } });
    for (const act of ['promoteRollout', 'rollBackRollout', 'publishRelease'])
      expect(standing(act, 7, staying).state).toBe('REFUSED');
  });

  it('is not refused by what it has nothing to do with', () => {
    const without = at('a', { graphs: 6, stable: 'old', sandbox: 'before', refused: { try: 'No.' } });
    expect(standing('importFirstParty', 6, without).state).toBe('SERVING');
    expect(standing('publishRelease', 6, without).state).toBe('REFUSED');
  });

  it('to take a release out for good is in force where neither the sandbox nor everybody has it any more', () => {
    const stays = { graphs: 7, stable: 'new', sandbox: 'before' };
    for (const act of ['withdrawRelease', 'takeOutRelease']) {
      expect(standing(act, 7, at('a', stays)).state).toBe('COMPOSED');
      expect(standing(act, 7, at('a', { ...stays, stable: 'old', sandbox: 'try' })).state).toBe('COMPOSED');
      expect(standing(act, 7, at('a', { ...stays, refused: { try: 'No.' } })).state).toBe('REFUSED');
      expect(standing(act, 7, at('a', { ...stays, sandbox: 'try' })).state).toBe('SERVING');
    }
  });

  it('waits for a graph that a gateway could not get yet', () => {
    const waiting = at('a', { graphs: 6, stable: 'old', missing: { canary: 'HTTP 503' } });
    expect(standing('startRollout', 6, waiting)).toEqual({ state: 'COMPOSED', refusals: [] });
  });

  it('is refused where a gateway has not got its graph for a minute: it waits for what does not come', () => {
    const waiting = at('a', { graphs: 6, stable: 'old', missing: { canary: 'HTTP 503' } });
    const since = (seconds: number) => ({
      ...waiting,
      missingSince: { canary: new Date(now.getTime() - seconds * 1_000).toISOString() },
    });
    expect(standing('startRollout', 6, since(59)).state).toBe('COMPOSED');
    expect(standing('startRollout', 6, since(60))).toMatchObject({
      state: 'REFUSED',
      refusals: [{ process: 'a', digest: 'canary', reason: 'It cannot get the graph: HTTP 503' }],
    });
  });

  it('that takes a graph away is in force where the set is that lacks it', () => {
    expect(standing('rollBackRollout', 7, at('a', { graphs: 7, stable: 'new' })).state).toBe('SERVING');
    expect(standing('rollBackRollout', 7, at('a', { graphs: 6, stable: 'old' })).state).toBe('COMPOSED');
  });

  it('is in force where a later set has put something else in its place', () => {
    const later = at('a', { graphs: 7, stable: 'new', sandbox: 'try' });
    expect(standing('startRollout', 6, later).state).toBe('SERVING');
    expect(standing('importFirstParty', 6, later).state).toBe('SERVING');
    expect(standing('importFirstParty', 6, at('a', { graphs: 7, stable: 'other' })).state).toBe('COMPOSED');
  });
});

it('a vendor reads which check failed, and not what others ask', () => {
  expect(checkOf('It cannot plan what is asked for: "{ resident(id: \\"1\\") }"')).toBe(
    'It cannot plan what is asked for',
  );
});
