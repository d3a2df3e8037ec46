import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { describe, expect, it } from '@jest/globals';
import { createAdmission } from './admit.ts';
import { readCases } from './testing/read-cases.ts';

const admission = createAdmission({ compose: async (subgraphs) => composeInThisThread(subgraphs), basesKept: 20 });

describe('an honest vendor passes without a word with', () => {
  it.each(readCases('honest').map((one) => [one.title, one] as const))('%s', async (_, { request }) => {
    const { findings, admitted, supergraphSdl } = await admission.judge(request);
    expect(findings).toEqual([]);
    expect(admitted).toBe(true);
    expect(supergraphSdl).not.toBeNull();
  });
});
