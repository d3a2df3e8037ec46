import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { CallOff } from '../call-off.ts';
import { createRepliesHeld } from './replies-held.ts';
import type { VendorFailure } from './vendor-failure.ts';
import { READ_LIMITS, type ReadLimits, VendorResponse } from './vendor-response.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const JSON_HEADERS = { 'content-type': 'application/json' };

/** A response that is read, and why it was given up; null: it was not yet. */
function reading(limits: Partial<ReadLimits>) {
  let failure: VendorFailure | null = null;
  const given = { owner: 'satellite', held: createRepliesHeld(), limits: { ...READ_LIMITS, ...limits } };
  const response = new VendorResponse(
    given,
    new CallOff(),
    () => {},
    (reason) => {
      failure = reason;
    },
  );
  const controller = { rawHeaders: [], abort() {} } as unknown as Dispatcher.DispatchController;
  return {
    begin: () => response.onResponseStart(controller, 200, JSON_HEADERS),
    piece: () => response.onResponseData(controller, Buffer.from(' ')),
    wait: (milliseconds: number) => jest.advanceTimersByTime(milliseconds),
    said: () => (failure as VendorFailure | null)?.message ?? null,
  };
}

it.each([0, 55, 70, 110])(
  'is given up when its silence has lasted too long, with headers after %d ms',
  (milliseconds) => {
    const { begin, wait, said } = reading({ idleMs: 60 });
    wait(milliseconds);
    begin();
    wait(59);
    expect(said()).toBeNull();
    wait(2);
    expect(said()).toBe('silence within the reply within 60 ms');
  },
);

it('may be as slow as its pieces come in time, but not without end', () => {
  const { begin, piece, wait, said } = reading({ idleMs: 60, totalMs: 500 });
  begin();
  for (let pieces = 0; pieces < 9; pieces += 1) {
    wait(50);
    piece();
  }
  expect(said()).toBeNull();
  wait(51);
  expect(said()).toBe('no whole reply within 500 ms');
});

it('is given up when no headers come, whatever its idle time', () => {
  const { wait, said } = reading({ headersMs: 100, idleMs: 60 });
  wait(99);
  expect(said()).toBeNull();
  wait(2);
  expect(said()).toBe('no headers within 100 ms');
});
