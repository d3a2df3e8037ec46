import { expect, it } from '@jest/globals';
import { channelOfHopKey, vendorHopKeyId, vendorHopSecret } from './vendor-hop-secret.ts';

const master = new Uint8Array(32).fill(7);
const hex = (keyId: string) => Buffer.from(vendorHopSecret(master, keyId).secret).toString('hex');

it('makes the same key of the same name, and another of any other', () => {
  expect(hex('satellite.stable.1')).toBe(hex('satellite.stable.1'));
  expect(new Set([hex('satellite.stable.1'), hex('satellite.stable.2'), hex('satellite.sandbox.1')]).size).toBe(3);
  expect(hex('satellite.stable.1')).toHaveLength(64);
});

it.each(['stable', 'sandbox'] as const)('has names that say the channel %s', (channel) => {
  expect(channelOfHopKey(vendorHopKeyId('sandbox-sat', channel, 3))).toBe(channel);
});

it('makes none of a secret that is too short', () => {
  expect(() => vendorHopSecret(new Uint8Array(31), 'x')).toThrow('31 bytes');
});
