import fc from 'fast-check';
import { leafValue } from '../fixtures/leaf-values.ts';
import type { World } from '../fixtures/world.ts';
import type { FuzzKey } from './fuzz-department.ts';
import type { FuzzTarget } from './fuzz-targets.ts';

/** So many entities are asked about at once, as when a list of a hundred leads to them. */
export const MANY = 100;

/** What a key may hold that nobody thinks of: other scripts, marks that are not seen, what means something to other programs. */
const ODD = [
  '',
  ' ',
  '0',
  '-1',
  '长春',
  'é',
  'e\u0301',
  '\u202egnp',
  '\u200b',
  '👩‍👩‍👧',
  '__proto__',
  'constructor',
  'null',
  "'; --",
  '"}',
  '%00',
  '../..',
  'x'.repeat(1_000),
];

/** Lists of keys of one entity: known, unknown and odd ones, some of them twice. */
export function keysOf({ type, key }: FuzzTarget, world: World, most: number): fc.Arbitrary<FuzzKey[]> {
  const known = Array.from({ length: 8 }, (_, at) => world.sample(type, at)?.given).flatMap((given) =>
    given && key.every(({ name }) => given[name] !== undefined)
      ? [Object.fromEntries(key.map(({ name }) => [name, given[name]])) as FuzzKey]
      : [],
  );
  const madeUp = (field: FuzzTarget['key'][number], number: number): unknown => {
    const value = leafValue(field.type, { type, field: field.name, seed: `fuzz ${number}` });
    // There are few districts: villages that do not exist are told apart.
    return field.type === 'DivisionCode' ? `${String(value)}${String(number).padStart(6, '0')}` : value;
  };
  const made = fc.nat(10_000).map((number) => keyOf(key, (field) => madeUp(field, number)));
  const isFree = ({ type: scalar }: FuzzTarget['key'][number]): boolean => scalar === 'ID' || scalar === 'String';
  const odd = fc
    .tuple(fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'grapheme', maxLength: 40 })), fc.nat(10_000))
    .map(([text, number]) => keyOf(key, (field) => (isFree(field) ? text : madeUp(field, number))));
  const choices = [made, ...(known.length > 0 ? [fc.constantFrom(...known)] : []), ...(key.some(isFree) ? [odd] : [])];
  return fc.array(fc.oneof(...choices), { minLength: 1, maxLength: most });
}

function keyOf(key: FuzzTarget['key'], make: (field: FuzzTarget['key'][number]) => unknown): FuzzKey {
  return Object.fromEntries(key.map((field) => [field.name, make(field)])) as FuzzKey;
}
