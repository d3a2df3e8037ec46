import { expect, it } from '@jest/globals';
import { correlationSecret } from './correlation-secret.ts';
import { vendorHopSecret } from './vendor-hop-secret.ts';

const master = new Uint8Array(32).fill(7);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

it('is the same for one release wherever it is made, and no other’s, nor anybody’s key', () => {
  const all = [
    correlationSecret(master, 'a'),
    correlationSecret(master, 'b'),
    correlationSecret(new Uint8Array(32).fill(8), 'a'),
    vendorHopSecret(master, 'a').secret,
  ].map(hex);
  expect(new Set(all).size).toBe(4);
  expect(hex(correlationSecret(master, 'a'))).toBe(all[0]);
});

it('is not made of a secret that is too short', () => {
  expect(() => correlationSecret(new Uint8Array(31), 'a')).toThrow('31 bytes');
});
