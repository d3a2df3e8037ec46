import { describe, expect, it } from '@jest/globals';
import type { SubgraphReply } from '../execution/engine.ts';
import { CallOff } from './call-off.ts';
import { createSharedFlights } from './shared-flights.ts';

const REPLY: SubgraphReply = { data: { a: 1 }, errors: [], bytes: 7, isShared: false };

function flying() {
  const landings: ((reply: SubgraphReply) => void)[] = [];
  const calledOff: CallOff[] = [];
  const joined: string[] = [];
  const flights = createSharedFlights((subgraph) => joined.push(subgraph));
  const join = (key: string, gone: CallOff | null = null, { ms = 1_000, bytes = 100 } = {}) =>
    flights.join('s', key, { gone, ms, bytes }, (callOff) => {
      calledOff.push(callOff);
      return new Promise((resolve) => landings.push(resolve));
    });
  return { join, landings, calledOff, joined };
}

describe('requests under way', () => {
  it('are sent once, and all who wait know that they share the answer', async () => {
    const { join, landings, joined } = flying();
    const answers = [join('k'), join('k'), join('k')];
    landings[0]?.(REPLY);
    expect(landings).toHaveLength(1);
    expect(joined).toEqual(['s', 's']);
    for (const answer of answers) expect(await answer).toEqual({ ...REPLY, isShared: true });
  });

  it('are not shared with what asks otherwise, nor with what comes after the answer', async () => {
    const { join, landings } = flying();
    const [one] = [join('k'), join('other')];
    landings[0]?.(REPLY);
    expect(await one).toEqual(REPLY);
    void join('k');
    expect(landings).toHaveLength(3);
  });

  it.each([
    ['has less time left', { ms: 10 }],
    ['can take fewer bytes', { bytes: 10 }],
  ])('are not shared with one whose operation %s: it would fail for both', async (_, less) => {
    const { join, landings } = flying();
    const [dying, own] = [join('k', null, less), join('k')];
    expect(landings).toHaveLength(2);
    landings[0]?.({ ...REPLY, data: null });
    landings[1]?.(REPLY);
    expect(await own).toEqual(REPLY);
    expect((await dying).data).toBeNull();
  });

  it('are shared by whoever would be content with less', async () => {
    const { join, landings } = flying();
    const answers = [join('k'), join('k', null, { ms: 10, bytes: 10 })];
    landings[0]?.(REPLY);
    expect(landings).toHaveLength(1);
    for (const answer of answers) expect((await answer).data).toEqual({ a: 1 });
  });

  it('are sent once more by whoever joined one that failed by others’ doing', async () => {
    const { join, landings } = flying();
    const [first, joined] = [join('k'), join('k')];
    landings[0]?.({ ...REPLY, data: null, isExcused: true });
    expect((await first).data).toBeNull();
    await new Promise((resolve) => setImmediate(resolve));
    landings[1]?.(REPLY);
    expect((await joined).data).toEqual({ a: 1 });
  });

  it('are not sent again by whoever waited for the same place with it', async () => {
    const { join, landings } = flying();
    const both = [join('k'), join('k')];
    landings[0]?.({ ...REPLY, data: null, isExcused: true, isQueued: true });
    expect((await Promise.all(both)).map(({ data }) => data)).toEqual([null, null]);
    expect(landings).toHaveLength(1);
  });

  it('go on while anybody waits, and are called off when all are gone', async () => {
    const { join, landings, calledOff } = flying();
    const [ada, bo] = [new CallOff(), new CallOff()];
    void join('k', ada);
    void join('k', bo);
    ada.off();
    expect(calledOff[0]?.isOff).toBe(false);
    bo.off();
    expect(calledOff[0]?.isOff).toBe(true);
    void join('k');
    expect(landings).toHaveLength(2);
  });
});
