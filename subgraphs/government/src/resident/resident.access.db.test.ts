import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, asks } from '../testing/people-who-ask.ts';
import { NOW, people, seedTwoFamilies } from '../testing/two-families.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });

const FIELDS = [
  'name',
  'birthDate',
  'idNumber',
  'household',
  'guardianOf',
  'citizenCard',
  'vehicles',
  'applications',
  'legalRepresentativeOf',
] as const;

/** Column by column of FIELDS: + answered, - FORBIDDEN, P PURPOSE_REQUIRED, ! UNAUTHENTICATED. */
const TABLE: readonly [who: Asker, whom: keyof typeof people, answers: string][] = [
  ['nobody', 'ada', '!!!!!!!!!'],
  ['ada', 'ada', '+++++++++'],
  ['ada', 'bo', '++++-+-+-'],
  ['ada', 'cy', '++++-+-+-'],
  ['ada', 'dan', '+--+-----'],
  ['ada', 'max', '+--+-----'],
  ['ada', 'fay', '---------'],
  ['ada', 'eve', '---------'],
  ['dan', 'ada', '+--+-----'],
  ['dan', 'bo', '+--+-----'],
  ['dan', 'cy', '---------'],
  ['gran', 'cy', '+--+-----'],
  ['eve', 'bo', '---------'],
  ['eve', 'ada', '---------'],
  ['caseOfficer', 'ada', '+++++++++'],
  ['caseOfficer', 'bo', '+++++++++'],
  ['caseOfficer', 'eve', '---------'],
  ['officerOfThisTown', 'ada', '+++++++++'],
  ['officerOfOtherTown', 'ada', '---------'],
  ['officerWithoutCase', 'ada', '---------'],
  ['officerWithOtherPurpose', 'ada', '---------'],
  ['officerWithoutPurpose', 'ada', 'PPPPPPPPP'],
  ['officerOfOtherAgency', 'ada', '---------'],
  ['doctorOfBo', 'bo', '+++------'],
  ['doctorOfBo', 'cy', '---------'],
];

const SIGN: Readonly<Record<string, string>> = { FORBIDDEN: '-', PURPOSE_REQUIRED: 'P', UNAUTHENTICATED: '!' };

describe('who sees which field of a resident', () => {
  it.each(TABLE)('%s of %s: %s', async (who, whom, answers) => {
    const { data, errors } = await city
      .as(asks[who])
      .entity('Resident', { id: people[whom].id }, FIELDS.map((field) => `${field} ${selection(field)}`).join(' '));
    const refused = new Map(errors?.map(({ path, extensions }) => [path?.at(-1), SIGN[String(extensions.code)]]));
    expect(FIELDS.map((field) => refused.get(field) ?? '+').join('')).toBe(answers);
    for (const field of refused.keys()) expect(data[String(field)]).toBeNull();
  });

  it('answers a key that does not exist as one that may not be seen', async () => {
    const ask = (id: string) => city.as(asks.eve).entity('Resident', { id }, '__typename name idNumber');
    const [unknown, forbidden] = [await ask('res_none'), await ask('res_bo')];
    expect(unknown).toEqual(forbidden);
    expect(unknown.data).toEqual({ __typename: 'Resident', name: null, idNumber: null });
  });
});

function selection(field: (typeof FIELDS)[number]): string {
  return (
    {
      household: '{ id }',
      applications: '{ id }',
      legalRepresentativeOf: '{ uscc }',
      guardianOf: '{ id }',
      citizenCard: '{ id }',
      vehicles: '{ vin }',
    }[field as string] ?? ''
  );
}
