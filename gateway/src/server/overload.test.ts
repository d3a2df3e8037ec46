import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openSmallCity, PARENT } from '../testing/small-city.ts';
import { createOverload, type Overload } from './overload.ts';

describe('overload', () => {
  let overload: Overload | null = null;
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    overload?.close();
    jest.useRealTimers();
  });

  it('by requests in flight refuses callers without a verified token first', () => {
    let inFlight = 0;
    overload = createOverload({
      inFlight: () => inFlight,
      answered: () => 0,
      maxInFlight: 100,
      delay: () => 0,
      busy: () => 0,
    });
    const refused = (count: number) => {
      inFlight = count;
      return [overload?.refuses(() => false), overload?.refuses(() => true)];
    };
    expect(refused(79)).toEqual([false, false]);
    expect(refused(80)).toEqual([true, false]);
    expect(refused(99)).toEqual([true, false]);
    expect(refused(100)).toEqual([true, true]);
    expect(refused(10)).toEqual([false, false]);
  });

  it('by a late event loop begins after a while, and ends at half of that', () => {
    let late = 0;
    overload = createOverload({
      inFlight: () => 0,
      answered: () => 0,
      maxDelayMs: 100,
      delay: () => late,
      busy: () => 0,
      everyMs: 100,
    });
    const after = (measurements: number, milliseconds: number) => {
      late = milliseconds;
      jest.advanceTimersByTime(100 * measurements);
      return overload?.refuses(() => true);
    };
    // One pause of a fifth of a second is none.
    expect(after(1, 200)).toBe(false);
    expect(after(3, 0)).toBe(false);
    expect(after(10, 200)).toBe(true);
    expect(after(10, 80)).toBe(true);
    expect(after(10, 20)).toBe(false);
    // What was too much to end it is not enough to begin it.
    expect(after(10, 80)).toBe(false);
  });
});

describe('a loop that is never idle', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    [400, 239, 240],
    // However slowly they are answered.
    [20, 63, 64],
    // However fast.
    [8_000, 999, 1_000],
  ])('that answers %i a second takes %i at once and not %i', (perSecond, taken, refused) => {
    let answered = 0;
    let inFlight = 0;
    let isBusy = true;
    const overload = createOverload({
      inFlight: () => inFlight,
      answered: () => answered,
      delay: () => 0,
      busy: () => (isBusy ? 1 : 0.5),
    });
    const refuses = (count: number) => {
      inFlight = count;
      return overload.refuses(() => true);
    };
    const goOn = () => {
      for (let round = 0; round < 50; round += 1) {
        answered += perSecond / 10;
        jest.advanceTimersByTime(100);
      }
    };
    goOn();
    expect([refuses(taken), refuses(refused)]).toEqual([false, true]);
    // Departments that are slow are no overload: who waits for them costs nothing.
    isBusy = false;
    goOn();
    expect(refuses(999)).toBe(false);
    overload.close();
  });
});

it('a gateway with more to do than it may refuses the rest at once, answers what it has, and goes on', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const city = await openSmallCity({
    gateway: {
      cors: ['http://friend.example'],
      overload: { maxInFlight: 4 },
      principal: () => held.then(() => PARENT),
    },
  });
  const ask = () =>
    city.ask('{ school(code: "s1") { name } }', { as: PARENT, headers: { origin: 'http://friend.example' } });
  const inFlight = [ask(), ask(), ask(), ask()];
  while (!(await city.gateway.metrics()).includes('citygraph_requests_in_flight 4')) await new Promise(setImmediate);
  const refused = await Promise.all([ask(), ask(), ask()]);
  for (const { status, errors, headers } of refused) {
    expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 503, code: 'OVERLOADED' });
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('access-control-allow-origin')).toBe('http://friend.example');
  }
  release();
  for (const { data } of await Promise.all(inFlight)) expect(data).toEqual({ school: { name: '第一小学' } });
  expect((await ask()).status).toBe(200);
  await city.close();
});

it('a header that says nothing buys none of the places of those whose token was verified', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isParents = (authorization?: string) => authorization === `Bearer ${PARENT.subject}`;
  const city = await openSmallCity({
    gateway: { overload: { maxInFlight: 5 }, principal: () => held.then(() => PARENT), isKnown: isParents },
  });
  const ask = (authorization: string) => city.ask('{ school(code: "s1") { name } }', { headers: { authorization } });
  const nonsense = ['Bearer a', 'Bearer b', 'Bearer c', 'Bearer d'].map(ask);
  while (!(await city.gateway.metrics()).includes('citygraph_requests_in_flight 4')) await new Promise(setImmediate);
  expect((await ask('Bearer e')).status).toBe(503);
  const known = ask(`Bearer ${PARENT.subject}`);
  while (!(await city.gateway.metrics()).includes('citygraph_requests_in_flight 5')) await new Promise(setImmediate);
  expect((await ask(`Bearer ${PARENT.subject}`)).status).toBe(503);
  release();
  for (const { status } of await Promise.all([...nonsense, known])) expect(status).toBe(200);
  await city.close();
});
