import type { ServingState } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { NOTHING_SERVED } from '../testing/control-story.ts';
import { lacking, versionState } from './serving.rules.ts';

const now = new Date('2026-11-02T01:00:00Z');
const at = (process: string, serving: Partial<ServingState>, secondsAgo = 1) => ({
  process,
  seenAt: new Date(now.getTime() - secondsAgo * 1_000),
  missingSince: {},
  serving: { ...NOTHING_SERVED, ...serving },
});

it('names the living processes that have not come to a graph set yet', () => {
  const processes = [at('a', { graphs: 7 }), at('b', { graphs: 6 }), at('gone', { graphs: 1 }, 16)];
  expect(lacking(processes, 7, now)).toEqual(['b']);
});

describe('a graph', () => {
  const version = { digest: 'd', canariedAt: null, offeredAt: null, retiredAt: null };
  it.each([
    ['COMPOSED', version, []],
    ['CANARIED', { ...version, canariedAt: now }, []],
    ['OFFERED', { ...version, offeredAt: now }, [at('a', { stable: 'd' }), at('b', { stable: 'x' })]],
    ['REFUSED', { ...version, offeredAt: now }, [at('a', { stable: 'x', refused: { d: 'It does not load.' } })]],
    ['OFFERED', { ...version, offeredAt: now }, [at('gone', { stable: 'x', refused: { d: 'No.' } }, 16)]],
    ['SERVING', { ...version, offeredAt: now }, [at('a', { stable: 'd' }), at('b', { rollouts: { r: 'd' } })]],
    ['RETIRED', { ...version, offeredAt: now, retiredAt: now }, [at('a', { stable: 'd' })]],
  ])('is %s', (state, of, processes) => {
    expect(versionState(of, processes, now)).toBe(state);
  });
});
