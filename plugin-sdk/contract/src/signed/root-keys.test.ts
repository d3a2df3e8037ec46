import { describe, expect, it } from '@jest/globals';
import { generateSigningKey } from '../keys.ts';
import { readRootKeys } from './root-keys.ts';

const [one, two] = [(await generateSigningKey()).publicJwk, (await generateSigningKey()).publicJwk];

describe('pinned root keys', () => {
  it('are one key alone, or several with how many must agree', () => {
    expect(readRootKeys(one)).toEqual({ keys: [one], threshold: 1 });
    expect(readRootKeys({ keys: [one] })).toEqual({ keys: [one], threshold: 1 });
    expect(readRootKeys({ keys: [one, two], threshold: 2 })).toEqual({ keys: [one, two], threshold: 2 });
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /neither JWK nor JWKS/],
    ['a list', [one], /neither JWK nor JWKS/],
    ['no key', { keys: [] }, /1 to 10 public Ed25519 keys/],
    ['too many', { keys: Array.from({ length: 11 }, () => one) }, /1 to 10/],
    ['a private key', { ...one, d: 'x' }, /public Ed25519 keys/],
    ['a key without its name', { keys: [{ ...one, kid: '' }] }, /with kid/],
    ['a key of another curve', { keys: [{ ...one, crv: 'X25519' }] }, /public Ed25519 keys/],
    [
      'one custodian with two votes',
      { keys: [one, { ...one, kid: 'other' }], threshold: 2 },
      /two of its keys have one x/,
    ],
    ['two custodians of one name', { keys: [one, { ...two, kid: one.kid }] }, /two of its keys have one kid/],
    ['more than there are', { keys: [one], threshold: 2 }, /a number from 1 to 1/],
    ['nobody', { keys: [one], threshold: 0 }, /a number from 1 to 1/],
    ['a word', { keys: [one, two], threshold: '2' }, /a number from 1 to 2/],
    ['a misspelt threshold', { keys: [one, two], treshold: 2 }, /it says treshold/],
  ])('are refused: %s', (_, value, reason) => {
    expect(() => readRootKeys(value)).toThrow(reason);
  });
});
