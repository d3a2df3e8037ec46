import { expect, it } from '@jest/globals';
import { CityGraphError } from './error.ts';

it('carries its code where GraphQL clients look for it', () => {
  const error = new CityGraphError('FORBIDDEN', 'No.', { extensions: { coordinate: 'Resident.name' } });
  expect(error.toJSON()).toEqual({
    message: 'No.',
    extensions: { code: 'FORBIDDEN', coordinate: 'Resident.name' },
  });
});
