import { describe, expect, it } from '@jest/globals';
import { CallOff } from '../call-off.ts';
import { createBulkhead } from './bulkhead.ts';

const LONG = 60_000;
const forever = new CallOff();

describe('a bulkhead', () => {
  it('lets in as many as it may, queues a few and refuses the rest at once', async () => {
    const bulkhead = createBulkhead({ concurrency: 2, queue: 1 });
    const leave = await bulkhead.enter(forever, LONG);
    await bulkhead.enter(forever, LONG);
    const queued = bulkhead.enter(forever, LONG);
    const enter = async () => bulkhead.enter(forever, LONG);
    await expect(enter()).rejects.toMatchObject({
      code: 'PLUGIN_UNAVAILABLE',
      isItsFault: false,
    });
    expect([bulkhead.active, bulkhead.waiting]).toEqual([2, 1]);
    leave();
    (await queued)();
    expect([bulkhead.active, bulkhead.waiting]).toEqual([1, 0]);
  });

  it('admits in the order of coming', async () => {
    const bulkhead = createBulkhead({ concurrency: 1, queue: 3 });
    const order: number[] = [];
    const leave = await bulkhead.enter(forever, LONG);
    const all = [1, 2, 3].map(async (number) => {
      const out = await bulkhead.enter(forever, LONG);
      order.push(number);
      out();
    });
    leave();
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3]);
  });

  it('counts a place once, however often it is given back', async () => {
    const bulkhead = createBulkhead({ concurrency: 1, queue: 0 });
    const leave = await bulkhead.enter(forever, LONG);
    leave();
    leave();
    expect(bulkhead.active).toBe(0);
  });

  it('lets those go who wait for nothing any more, and gives their place in the queue to others', async () => {
    const bulkhead = createBulkhead({ concurrency: 1, queue: 1 });
    const leave = await bulkhead.enter(forever, LONG);
    const callOff = new CallOff();
    const gone = bulkhead.enter(callOff, LONG);
    callOff.off();
    await expect(gone).rejects.toMatchObject({ code: 'PLUGIN_UNAVAILABLE' });
    await expect(bulkhead.enter(forever, 5)).rejects.toMatchObject({ code: 'PLUGIN_TIMEOUT', isItsFault: false });
    await expect(bulkhead.enter(callOff, LONG)).rejects.toMatchObject({ code: 'PLUGIN_UNAVAILABLE' });
    expect(bulkhead.waiting).toBe(0);
    leave();
    expect(bulkhead.active).toBe(0);
  });
});
