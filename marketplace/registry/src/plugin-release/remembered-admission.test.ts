import { describe, expect, it } from '@jest/globals';
import type { Admission, AdmissionRequest, AdmissionVerdict } from './admission.ts';
import { rememberedAdmission } from './remembered-admission.ts';

const request = (over: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  plugin: { name: 'air', version: '1.0.0', sdl: 'type Query { air: Int }', url: 'https://a.example/' },
  publisher: 'airlab',
  namespace: 'air',
  claims: [],
  mintable: [],
  manifest: { data: [], persons: {}, mints: [] },
  previous: null,
  force: false,
  ground: 'graph-1',
  ...over,
});
const verdict = (admitted: boolean): AdmissionVerdict => ({ admitted, findings: [], egress: [], composedSdl: '' });

/** Judges when the test says so, and how. */
function held() {
  const open: { resolve(verdict: AdmissionVerdict): void; reject(error: Error): void }[] = [];
  const admission: Admission = { admit: () => new Promise((resolve, reject) => open.push({ resolve, reject })) };
  return { open, admission };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('who asks again for the same', () => {
  it('waits for what is being judged', async () => {
    const { open, admission } = held();
    const remembered = rememberedAdmission(admission);
    const both = [remembered.admit(request()), remembered.admit(request())];
    expect(open).toHaveLength(1);
    open[0]?.resolve(verdict(true));
    expect(await Promise.all(both)).toEqual([verdict(true), verdict(true)]);
  });

  it('gets the no that it came to, for a while', async () => {
    const { open, admission } = held();
    let at = 0;
    const remembered = rememberedAdmission(admission, { ms: 1_000, now: () => at });
    const first = remembered.admit(request());
    open[0]?.resolve(verdict(false));
    await first;
    at = 999;
    expect(await remembered.admit(request())).toEqual(verdict(false));
    at = 1_000;
    void remembered.admit(request());
    expect(open).toHaveLength(2);
  });

  it('is judged anew after a failure, and after a yes, which is stored by whoever asked', async () => {
    const { open, admission } = held();
    const remembered = rememberedAdmission(admission);
    const failed = remembered.admit(request());
    open[0]?.reject(new Error('The worker died.'));
    await expect(failed).rejects.toThrow('The worker died.');
    const admitted = remembered.admit(request());
    open[1]?.resolve(verdict(true));
    await admitted;
    void remembered.admit(request());
    expect(open).toHaveLength(3);
  });
});

describe('what differs in anything', () => {
  it.each([
    ['another publisher', { publisher: 'other' }],
    ['another graph', { ground: 'graph-2' }],
    ['other claims', { claims: ['Query.air'] }],
    ['no graph that was said', { ground: undefined }],
  ])('is judged by itself: %s', async (_, over) => {
    const { open, admission } = held();
    const remembered = rememberedAdmission(admission);
    void remembered.admit(request());
    void remembered.admit(request(over as Partial<AdmissionRequest>));
    expect(open).toHaveLength(2);
  });

  it('does not grow: the oldest noes go', async () => {
    const { open, admission } = held();
    const remembered = rememberedAdmission(admission, { most: 2 });
    for (let index = 0; index < 5; index++) {
      void remembered.admit(request({ ground: `graph-${index}` }));
      open[index]?.resolve(verdict(false));
      await settled();
    }
    void remembered.admit(request({ ground: 'graph-4' }));
    expect(open).toHaveLength(5);
    void remembered.admit(request({ ground: 'graph-0' }));
    expect(open).toHaveLength(6);
  });
});
