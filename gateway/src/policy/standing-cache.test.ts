import { ANONYMOUS, type Principal, type Standing } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { createStandingCache } from './standing-cache.ts';

const STANDING = { version: 'v' } as Standing;
const person = (subject: string): Principal => ({ ...ANONYMOUS, subject });

function cacheWith(answer: () => Promise<Standing> = async () => STANDING) {
  const asked: [string | null, string | null][] = [];
  const clock = { at: 0 };
  const find = createStandingCache<null>({
    ask: (principal, caseId) => {
      asked.push([principal.subject, caseId]);
      return answer();
    },
    lifetimeMs: 600_000,
    now: () => clock.at,
  });
  return { asked, clock, find: (subject: string, caseId: string | null = null) => find(person(subject), caseId, null) };
}

describe('createStandingCache', () => {
  it('shares a question that is under way', async () => {
    const { asked, find } = cacheWith();
    await Promise.all([find('a'), find('a'), find('b')]);
    expect(asked).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });

  it('asks for each case', async () => {
    const { asked, find } = cacheWith();
    await find('a', 'case-1');
    await find('a', 'case-2');
    expect(asked).toHaveLength(2);
  });

  it('asks again after a minute, however long it was told to keep', async () => {
    const { asked, clock, find } = cacheWith();
    await find('a');
    clock.at = 59_999;
    await find('a');
    expect(asked).toHaveLength(1);
    clock.at = 60_000;
    await find('a');
    expect(asked).toHaveLength(2);
  });

  it('remembers a failure for a second only', async () => {
    const { asked, clock, find } = cacheWith(async () => Promise.reject(new Error('down')));
    await expect(find('a')).rejects.toThrow('down');
    await expect(find('a')).rejects.toThrow('down');
    expect(asked).toHaveLength(1);
    clock.at = 1_001;
    await expect(find('a')).rejects.toThrow('down');
    expect(asked).toHaveLength(2);
  });
});
