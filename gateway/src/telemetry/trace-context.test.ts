import { expect, it } from '@jest/globals';
import { traceContext } from './trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

it("goes on with the client's trace under spans of its own", () => {
  const { child } = traceContext(`00-${TRACE}-b7ad6b7169203331-00`);
  expect(child()).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  expect(child()).not.toBe(child());
});

it.each([undefined, 'nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `ff-${TRACE}-b7ad6b7169203331-01`])(
  'begins a trace when there is none to go on with: %s',
  (given) => {
    expect(traceContext(given).child()).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traceContext(given).child()).not.toContain(TRACE);
  },
);
