import { describe, expect, it } from '@jest/globals';
import { createCorrelation } from './correlation.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const request = {
  plugin: 'satellite',
  release: 'sha256-a',
  requestId: 'c0ffee.1',
  traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
};
const correlate = createCorrelation(Buffer.alloc(32, 7));

describe('the ids that a vendor sees', () => {
  it('are a request id and a traceparent of the usual shape', () => {
    expect(correlate(request)).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    });
  });

  it('hold nothing of the hub’s own', () => {
    expect(JSON.stringify(correlate(request))).not.toMatch(/0af7651|b7ad6b7|c0ffee/);
  });

  it('are the same for the same request, and stay one trace over two of them', () => {
    const second = correlate({ ...request, requestId: 'c0ffee.2', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    expect(correlate(request)).toEqual(correlate(request));
    expect(second.requestId).not.toBe(correlate(request).requestId);
    expect(second.traceparent.slice(3, 35)).toBe(correlate(request).traceparent.slice(3, 35));
    expect(second.traceparent.slice(36, 52)).not.toBe(correlate(request).traceparent.slice(36, 52));
  });

  it.each([
    ['another plugin', { plugin: 'iov' }, Buffer.alloc(32, 7)],
    ['another release', { release: 'sha256-b' }, Buffer.alloc(32, 7)],
    ['another hub', {}, Buffer.alloc(32, 8)],
  ])('share nothing with those of %s', (_, other, secret) => {
    const ids = createCorrelation(secret)({ ...request, ...other });
    const mine = correlate(request);
    expect(ids.requestId).not.toBe(mine.requestId);
    expect(ids.traceparent.slice(3, 35)).not.toBe(mine.traceparent.slice(3, 35));
    expect(ids.traceparent.slice(36, 52)).not.toBe(mine.traceparent.slice(36, 52));
  });

  it('are made up from the request id when there is no trace', () => {
    expect(correlate({ ...request, traceparent: 'x' }).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('need a secret that cannot be guessed', () => {
    expect(() => createCorrelation(Buffer.alloc(16))).toThrow(RangeError);
  });
});
