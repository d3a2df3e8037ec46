import { describe, expect, it } from '@jest/globals';
import type { AdmissionRequest, AdmissionVerdict } from './admission.ts';
import { returnAdmission } from './return-admission.ts';

const of = (name: string, version = '1.0.0'): AdmissionRequest => ({
  plugin: { name, version, sdl: 'type Query { air: Int }', url: 'https://air.example' },
  publisher: 'air-lab',
  namespace: 'air',
  claims: [],
  mintable: [],
  manifest: { data: [], persons: {}, mints: [] },
  previous: null,
  force: true,
});
const YES: AdmissionVerdict = { admitted: true, findings: [], egress: [], composedSdl: '' };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('what comes back', () => {
  const story = () => {
    const begun: { of: string; end: (error?: Error) => void }[] = [];
    const admission = returnAdmission({
      admit: ({ plugin: { name, version } }) =>
        new Promise((resolve, reject) => {
          begun.push({ of: `${name} ${version}`, end: (error) => (error ? reject(error) : resolve(YES)) });
        }),
    });
    return { begun, admission };
  };

  it('is judged once however often it is asked for, and again when it is asked for later', async () => {
    const { begun, admission } = story();
    const asked = [admission.admit(of('air')), admission.admit(of('air')), admission.admit(of('air'))];
    await turn();
    expect(begun).toHaveLength(1);
    begun[0]?.end();
    expect(await Promise.all(asked)).toEqual([YES, YES, YES]);
    await turn();
    void admission.admit(of('air'));
    await turn();
    expect(begun).toHaveLength(2);
  });

  it('of one plugin is judged one after the other, even where one failed, and of another at once', async () => {
    const { begun, admission } = story();
    const first = admission.admit(of('air'));
    const second = admission.admit(of('air', '2.0.0'));
    void admission.admit(of('bus'));
    await turn();
    expect(begun.map((one) => one.of)).toEqual(['air 1.0.0', 'bus 1.0.0']);
    begun[0]?.end(new Error('The worker died.'));
    await expect(first).rejects.toThrow('The worker died.');
    await turn();
    expect(begun.map((one) => one.of)).toEqual(['air 1.0.0', 'bus 1.0.0', 'air 2.0.0']);
    begun[2]?.end();
    expect(await second).toEqual(YES);
  });
});
