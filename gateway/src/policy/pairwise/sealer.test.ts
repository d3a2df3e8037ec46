import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { looksSealed } from './sealed-id.ts';
import { createSealer, type SealingSecret } from './sealer.ts';

const secret = (byte: number) => new Uint8Array(32).fill(byte);
const sealer = createSealer([{ id: 'a', secret: secret(1) }]);

describe('a sealed id', () => {
  it('opens to its key, for its receiver and type', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }), (key) => {
        const sealed = sealer.seal('air', 'Resident', key);
        // A sealer that has never seen it says the same.
        const other = createSealer([{ id: 'a', secret: secret(1) }]);
        expect(other.open('air', 'Resident', sealed)).toBe(key);
        expect(other.seal('air', 'Resident', key)).toBe(sealed);
        expect(looksSealed(sealed)).toBe(true);
      }),
    );
  });

  it('differs by receiver, type and key, and shows nothing of the key', () => {
    const ids = [
      sealer.seal('air', 'Resident', 'res_1'),
      sealer.seal('iov', 'Resident', 'res_1'),
      sealer.seal('air', 'Household', 'res_1'),
      sealer.seal('air', 'Resident', 'res_2'),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(ids.join()).not.toContain('res_');
  });

  it.each([
    ['another receiver', 'iov', 'Resident'],
    ['another type', 'air', 'Household'],
    // Names that run into each other would open each other's ids.
    ['a receiver whose name ends in the type', 'air\0Resident', ''],
  ])('opens to nothing for %s', (_, receiver, type) => {
    expect(sealer.open(receiver, type, sealer.seal('air', 'Resident', 'res_1'))).toBeNull();
  });

  it('opens to nothing once any character of it is another', () => {
    const sealed = sealer.seal('air', 'Resident', 'res_1');
    for (let index = 0; index < sealed.length; index += 1) {
      const character = sealed[index] === 'x' ? 'y' : 'x';
      const forged = `${sealed.slice(0, index)}${character}${sealed.slice(index + 1)}`;
      expect({ forged, opened: sealer.open('air', 'Resident', forged) }).toEqual({ forged, opened: null });
    }
  });

  it.each([
    ['res_1'],
    [''],
    ['pw.a.'],
    ['pw.zz.AAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    [`pw.a.${'A'.repeat(500)}`],
    ['pw.a.!!!!!!!!!!!!!!!!!!!!!!'],
  ])('is not %p', (text) => {
    expect(sealer.open('air', 'Resident', text)).toBeNull();
  });

  it('has one spelling', () => {
    const sealed = sealer.seal('air', 'Resident', 'res_12');
    for (const other of [`${sealed}=`, `${sealed} `, sealed.replace('pw.a', 'PW.a')]) {
      expect(sealer.open('air', 'Resident', other)).toBeNull();
    }
  });
});

describe('while a secret is being changed', () => {
  const before = createSealer([{ id: 'a', secret: secret(1) }]);
  const during = createSealer([
    { id: 'b', secret: secret(2) },
    { id: 'a', secret: secret(1) },
  ]);
  const after = createSealer([{ id: 'b', secret: secret(2) }]);

  it('ids of the old one open, and new ones are given', () => {
    const old = before.seal('air', 'Resident', 'res_1');
    expect(during.open('air', 'Resident', old)).toBe('res_1');
    const fresh = during.seal('air', 'Resident', 'res_1');
    expect(fresh).not.toBe(old);
    expect(after.open('air', 'Resident', fresh)).toBe('res_1');
    expect(after.open('air', 'Resident', old)).toBeNull();
  });
});

it.each([
  ['none', [], /needs a secret/],
  ['a short one', [{ id: 'a', secret: new Uint8Array(16) }], /shorter than 32 bytes/],
  ['one with a long name', [{ id: 'first', secret: secret(1) }], /one or two letters/],
])('is not made with %s', (_, secrets, message) => {
  expect(() => createSealer(secrets)).toThrow(message);
});

describe('a new secret at two gateways', () => {
  const [a, b] = [
    { id: 'a', secret: secret(1) },
    { id: 'b', secret: secret(2) },
  ];
  const opensAt = (one: readonly SealingSecret[], other: readonly SealingSecret[]): boolean =>
    createSealer(other).open('air', 'Resident', createSealer(one).seal('air', 'Resident', 'res_1')) === 'res_1';

  it.each([
    ['before', [a], [a]],
    ['put last at the first', [a, b], [a]],
    ['put last at both', [a, b], [a, b]],
    ['moved to the front at the first', [b, a], [a, b]],
    ['moved to the front at both', [b, a], [b, a]],
  ])('lets each open what the other sealed: %s', (_, one, other) => {
    expect([opensAt(one, other), opensAt(other, one)]).toEqual([true, true]);
  });

  it('does not, when it is put in front in one step', () => {
    expect(opensAt([b, a], [a])).toBe(false);
  });
});
