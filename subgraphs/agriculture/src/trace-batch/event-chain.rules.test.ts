import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHAIN_START, hashEvent, isIntact } from './event-chain.rules.ts';
import { Lot } from './lot.rules.ts';

const chainOf = (steps: readonly string[]) => {
  let previous = CHAIN_START;
  return steps.map((bizStep, n) => {
    const time = new Date(1_790_000_000_000 + n * 1000);
    const event = {
      batchKey: 'g l',
      sequence: n + 1,
      bizStep,
      eventTime: time,
      recordTime: time,
      placeId: 'p',
      actorUscc: 'u',
    };
    previous = hashEvent(previous, event);
    return { ...event, eventHash: previous };
  });
};
const headOf = (chain: ReturnType<typeof chainOf>) => ({
  eventCount: chain.length,
  lastHash: chain.at(-1)?.eventHash ?? CHAIN_START,
});

describe('the chain of events', () => {
  const chain = chainOf(['commissioning', 'packing', 'shipping', 'receiving']);
  const head = headOf(chain);

  it('is intact as it was written, empty ones too', () => {
    expect(isIntact(chain, head)).toBe(true);
    expect(isIntact([], { eventCount: 0, lastHash: CHAIN_START })).toBe(true);
  });

  it.each([
    ['the step', { bizStep: 'storing' }],
    ['the place', { placeId: 'elsewhere' }],
    ['the actor', { actorUscc: 'x' }],
    ['the time', { eventTime: new Date(0) }],
    ['the time of recording', { recordTime: new Date(0) }],
    ['the batch', { batchKey: 'g m' }],
  ])('is broken by a change of %s', (_, change) => {
    expect(
      isIntact(
        chain.map((event, n) => (n === 1 ? { ...event, ...change } : event)),
        head,
      ),
    ).toBe(false);
  });

  it('is broken by whatever is left out, moved or cut off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (a, b) => {
        expect(isIntact(chain.toSpliced(a, 1), head)).toBe(false);
        expect(isIntact(chain.slice(0, a), head)).toBe(false);
        const swapped = chain.with(a, chain[b] as (typeof chain)[0]).with(b, chain[a] as (typeof chain)[0]);
        expect(isIntact(swapped, head)).toBe(a === b);
      }),
    );
  });

  it('is broken when its end was written anew without the head', () => {
    expect(isIntact(chainOf(['commissioning', 'packing', 'shipping', 'destroying']), head)).toBe(false);
  });
});

it.each([
  ['L20261001', true],
  ['a-b/c.d', true],
  ['A'.repeat(20), true],
  ['A'.repeat(21), false],
  ['', false],
  ['two words', false],
  ['批次1', false],
  ['a\nb', false],
])('takes %j for a lot number: %s', (lot, valid) => {
  expect(Lot.safeParse(lot).success).toBe(valid);
});
