import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, asks } from '../testing/people-who-ask.ts';
import { NOW, people, seedTwoFamilies } from '../testing/two-families.ts';
import { DAILY_LOOKUPS } from './count-id-number-lookup.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });

const ask = (who: Asker, idNumber: string) =>
  city
    .as(asks[who])
    .run('query ($n: ResidentIdNumber!) { residentByIdNumber(idNumber: $n) { id name } }', { n: idNumber });

describe('residentByIdNumber', () => {
  it('answers an officer about a subject of the case', async () => {
    const { data, errors } = await ask('caseOfficer', people.ada.idNumber);
    expect(errors).toBeUndefined();
    expect(data?.residentByIdNumber).toEqual({ id: 'res_ada', name: '阿达' });
  });

  it.each<[Asker, string]>([
    ['nobody', 'UNAUTHENTICATED'],
    ['ada', 'FORBIDDEN'],
    ['eve', 'FORBIDDEN'],
    ['officerWithoutCase', 'FORBIDDEN'],
    ['officerWithoutPurpose', 'PURPOSE_REQUIRED'],
    ['officerWithOtherPurpose', 'FORBIDDEN'],
    ['officerOfOtherAgency', 'FORBIDDEN'],
    ['officerOfOtherTown', 'FORBIDDEN'],
  ])('refuses %s with %s', async (who, code) => {
    const { data, errors } = await ask(who, people.ada.idNumber);
    expect(data?.residentByIdNumber).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe(code);
  });

  it('answers a number nobody has as one outside the case', async () => {
    const outside = await ask('caseOfficer', people.eve.idNumber);
    const nobodys = await ask('caseOfficer', '11010519491231002X');
    expect(nobodys).toEqual(outside);
    expect(outside.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('says what is wrong with a number whose check character does not fit', async () => {
    const { data, errors } = await ask('caseOfficer', '110105194912310021');
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toMatch(/check character does not fit/);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('stops at the daily limit, misses included, and goes on the next day', async () => {
    for (let n = 0; n < DAILY_LOOKUPS; n++) await ask('caseOfficer', people[n % 2 ? 'ada' : 'eve'].idNumber);
    expect((await ask('caseOfficer', people.ada.idNumber)).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    city.clock.set(new Date('2026-11-02T00:00:00+08:00'));
    expect((await ask('caseOfficer', people.ada.idNumber)).errors).toBeUndefined();
  });
});
