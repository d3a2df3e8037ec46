import type { ServingState } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { NOTHING_SERVED } from '../testing/control-story.ts';
import { changeState, lacking, versionState } from './serving.rules.ts';

const now = new Date('2026-11-02T01:00:00Z');
const at = (process: string, serving: Partial<ServingState>, secondsAgo = 1) => ({
  process,
  seenAt: new Date(now.getTime() - secondsAgo * 1_000),
  serving: { ...NOTHING_SERVED, ...serving },
});

describe('a decision', () => {
  it('is serving when every living gateway serves its graph set, and not before', () => {
    const processes = [at('a', { graphs: 7 }), at('b', { graphs: 6 }), at('gone', { graphs: 1 }, 16)];
    expect(changeState(null, processes, now)).toBe('ACCEPTED');
    expect(changeState(7, processes, now)).toBe('COMPOSED');
    expect(lacking(processes, 7, now)).toEqual(['b']);
    expect(changeState(6, processes, now)).toBe('SERVING');
  });

  it('is not serving where no gateway lives', () => {
    expect(changeState(1, [], now)).toBe('COMPOSED');
    expect(changeState(1, [at('gone', { graphs: 9 }, 16)], now)).toBe('COMPOSED');
  });
});

describe('a graph', () => {
  const version = { digest: 'd', canariedAt: null, offeredAt: null, retiredAt: null };
  it.each([
    ['COMPOSED', version, []],
    ['CANARIED', { ...version, canariedAt: now }, []],
    ['OFFERED', { ...version, offeredAt: now }, [at('a', { stable: 'd' }), at('b', { stable: 'x' })]],
    ['OFFERED', { ...version, offeredAt: now }, [at('a', { stable: 'd', refused: { d: 'It does not load.' } })]],
    ['SERVING', { ...version, offeredAt: now }, [at('a', { stable: 'd' }), at('b', { rollouts: { r: 'd' } })]],
    ['RETIRED', { ...version, offeredAt: now, retiredAt: now }, [at('a', { stable: 'd' })]],
  ])('is %s', (state, of, processes) => {
    expect(versionState(of, processes, now)).toBe(state);
  });
});
