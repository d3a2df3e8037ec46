import { describe, expect, it } from '@jest/globals';
import type { SubgraphReply } from '../execution/engine.ts';
import { CallOff } from './call-off.ts';
import { createSharedFlights } from './shared-flights.ts';

const REPLY: SubgraphReply = { data: { a: 1 }, errors: [], bytes: 7, isShared: false };

function flying() {
  const landings: ((reply: SubgraphReply) => void)[] = [];
  const calledOff: CallOff[] = [];
  const joined: string[] = [];
  const untils: number[] = [];
  const clock = { now: 0 };
  const flights = createSharedFlights(
    (subgraph) => joined.push(subgraph),
    () => clock.now,
  );
  const join = (key: string, gone: CallOff | null = null, { ms = 1_000, bytes = 100 } = {}) =>
    flights.join('s', key, { gone, ms, bytes }, (callOff, until) => {
      calledOff.push(callOff);
      untils.push(until);
      return new Promise((resolve) => landings.push(resolve));
    });
  return { join, landings, calledOff, joined, untils, clock };
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

  it('are shared by whoever has but a little more time: operations that begin later have', async () => {
    const { join, landings } = flying();
    const answers = [join('k', null, { ms: 1_000 }), join('k', null, { ms: 1_030 })];
    landings[0]?.(REPLY);
    expect(landings).toHaveLength(1);
    for (const answer of answers) expect((await answer).data).toEqual({ a: 1 });
  });

  it('that fail fail for all: what was nobody’s fault would be so again', async () => {
    const { join, landings } = flying();
    const answers = Array.from({ length: 50 }, () => join('k'));
    landings[0]?.({ ...REPLY, data: null, isExcused: true });
    for (const answer of answers) expect((await answer).data).toBeNull();
    expect(landings).toHaveLength(1);
  });

  it('whose operation had no time are sent once more, for all who have some left, and within it', async () => {
    const { join, landings, untils, clock } = flying();
    const first = join('k', null, { ms: 1_000 });
    clock.now += 900;
    const joined = Array.from({ length: 49 }, () => join('k', null, { ms: 1_000 }));
    const near = join('k', null, { ms: 110 });
    clock.now += 100;
    landings[0]?.({ ...REPLY, data: null, isExcused: true, isSendersLack: true });
    expect((await first).data).toBeNull();
    expect((await near).data).toBeNull();
    expect(landings).toHaveLength(2);
    expect(untils).toEqual([Number.POSITIVE_INFINITY, 1_900]);
    landings[1]?.(REPLY);
    for (const answer of joined) expect((await answer).data).toEqual({ a: 1 });
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
