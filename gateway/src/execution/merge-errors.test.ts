import { expect, it } from '@jest/globals';
import { mergeErrors } from './merge-errors.ts';

const error = (path: (string | number)[], message = 'No.', count = 1) => ({
  message,
  code: 'NOT_FOUND' as const,
  path,
  count,
});

it('keeps one error per position, code and message, with the first path and how many there were', () => {
  const errors = [
    error(['a', 0, 'b', 1]),
    error(['a', 3, 'b', 7]),
    error(['a', 1, 'b', 0], 'Other.'),
    error(['c'], 'No.', 5),
  ];
  expect(mergeErrors(errors, (keys) => `T.${keys.at(-1)}`)).toEqual([
    { message: 'No.', path: ['a', 0, 'b', 1], extensions: { code: 'NOT_FOUND', coordinate: 'T.b', count: 2 } },
    { message: 'Other.', path: ['a', 1, 'b', 0], extensions: { code: 'NOT_FOUND', coordinate: 'T.b', count: 1 } },
    { message: 'No.', path: ['c'], extensions: { code: 'NOT_FOUND', coordinate: 'T.c', count: 5 } },
  ]);
});

it('says no place for an error that has none', () => {
  expect(mergeErrors([error([])], () => null)).toEqual([
    { message: 'No.', extensions: { code: 'NOT_FOUND', count: 1 } },
  ]);
});

it('counts refusals of several rows as one, though each names its own row', () => {
  const refused = [1, 2, 3].map((row) => ({
    ...error(['a', row, 'b'], `Not row ${row}.`),
    code: 'FORBIDDEN' as const,
  }));
  expect(mergeErrors(refused, () => 'T.b')).toEqual([
    { message: 'Not row 1.', path: ['a', 1, 'b'], extensions: { code: 'FORBIDDEN', coordinate: 'T.b', count: 3 } },
  ]);
});
