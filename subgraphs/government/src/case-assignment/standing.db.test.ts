import { ANONYMOUS_VIEWER } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { CIVIL_AFFAIRS, GRANS_SHOP, NOW, seedTwoFamilies } from '../testing/two-families.ts';
import { standing } from './standing.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });

/** As the gateway asks: the hop token is that of the person the question is about. */
const ask = (input: { subject: string; resident: string | null; caseId: string | null }, agency = CIVIL_AFFAIRS) =>
  standing(city.context(officer({ agency, subject: input.subject })), input);

describe('standing', () => {
  it('knows wards under 18, household and dwelling of a resident', async () => {
    expect(await ask({ subject: 'sub-ada', resident: 'res_ada', caseId: null })).toEqual({
      resident: 'res_ada',
      guardianOf: ['res_bo', 'res_cy'],
      household: 'hh_ada',
      dwelling: 'plc_ada',
      represents: [],
      case: null,
      version: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('knows the legal entities a resident represents', async () => {
    expect((await ask({ subject: 'sub-gran', resident: 'res_gran', caseId: null })).represents).toEqual([GRANS_SHOP]);
  });

  it('lets nobody represent an entity that was deregistered', async () => {
    await city.em().nativeUpdate(LegalEntity, { uscc: GRANS_SHOP }, { status: 'DEREGISTERED' });
    expect((await ask({ subject: 'sub-gran', resident: 'res_gran', caseId: null })).represents).toEqual([]);
  });

  it('forgets a ward on the eighteenth birthday, by the calendar of the city', async () => {
    city.clock.set(new Date('2026-10-31T23:59:59+08:00'));
    expect((await ask({ subject: 'sub-ada', resident: 'res_ada', caseId: null })).guardianOf).toContain('res_max');
    city.clock.set(new Date('2026-11-01T00:00:00+08:00'));
    expect((await ask({ subject: 'sub-ada', resident: 'res_ada', caseId: null })).guardianOf).not.toContain('res_max');
  });

  it('vouches for nothing about a key that is not registered', async () => {
    expect(await ask({ subject: 'sub-x', resident: 'res_none', caseId: null })).toMatchObject({
      resident: null,
      guardianOf: [],
    });
  });

  it('gives an officer the case assigned', async () => {
    const { case: assigned } = await ask({ subject: 'sub-officer', resident: null, caseId: 'case-ada' });
    expect(assigned).toEqual({
      id: 'case-ada',
      agency: CIVIL_AFFAIRS,
      purposes: ['social-assistance'],
      subjects: ['hh_ada'],
      exp: Date.parse('2027-11-01T00:00:00+08:00') / 1000,
    });
  });

  it.each([
    ['of another officer', { subject: 'sub-other', resident: null, caseId: 'case-ada' }, CIVIL_AFFAIRS],
    ['of another agency', { subject: 'sub-officer', resident: null, caseId: 'case-ada' }, '11220100MB1C10017F'],
    ['that does not exist', { subject: 'sub-officer', resident: null, caseId: 'case-none' }, CIVIL_AFFAIRS],
  ])('gives no case %s', async (_which, input, agency) => {
    expect((await ask(input, agency)).case).toBeNull();
  });

  it('gives no case after it expired', async () => {
    city.clock.set(new Date('2027-11-01T00:00:00+08:00'));
    expect((await ask({ subject: 'sub-officer', resident: null, caseId: 'case-ada' })).case).toBeNull();
  });

  it('has one version for one state and another for another', async () => {
    const input = { subject: 'sub-ada', resident: 'res_ada', caseId: null };
    const before = await ask(input);
    expect((await ask(input)).version).toBe(before.version);
    city.clock.set(new Date('2035-07-22T00:00:00+08:00'));
    expect((await ask(input)).version).not.toBe(before.version);
  });

  it('refuses an input that lacks what it needs', async () => {
    await expect(standing(city.context(ANONYMOUS_VIEWER), { resident: null, caseId: null })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});
