import { afterAll, describe, expect, it } from '@jest/globals';
import { createAdmission } from './admit.ts';
import { readCases } from './testing/read-cases.ts';

const admission = createAdmission({ deadlineMs: 60_000, basesKept: 20 });
afterAll(() => admission.close());

describe('an honest vendor passes without a word with', () => {
  it.each(readCases('honest').map((one) => [one.title, one] as const))('%s', async (_, { request }) => {
    const { findings, admitted, supergraphSdl } = await admission.judge(request);
    expect(findings).toEqual([]);
    expect(admitted).toBe(true);
    expect(supergraphSdl).not.toBeNull();
  });
});
