import { describe, expect, it } from '@jest/globals';
import type { Admission, AdmissionRequest } from './admission.ts';
import { gatedAdmission } from './gated-admission.ts';

const request = (name: string, sdl = 'type Query { a: Int }'): AdmissionRequest => ({
  plugin: { name, version: '1.0.0', sdl, url: 'https://a.example/' },
  publisher: name,
  namespace: name,
  claims: [],
  mintable: [],
  manifest: { data: [], persons: {} },
  previous: null,
  force: false,
});
const VERDICT = { admitted: true, findings: [], egress: [], composedSdl: '' };

/** Judges when the test says so. */
function held(): Admission & { readonly begun: string[]; end(): void } {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    end: () => ends.shift()?.(),
    admit: ({ plugin }) =>
      new Promise((resolve) => {
        begun.push(plugin.name);
        ends.push(() => resolve(VERDICT));
      }),
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate before admission', () => {
  it('lets a few in at once, one of each plugin, and the others in their order', async () => {
    const admission = held();
    const gate = gatedAdmission(admission, { atOnce: 2 });
    const all = ['a', 'a', 'b', 'c'].map((name) => gate.admit(request(name)));
    await settled();
    expect(admission.begun).toEqual(['a', 'b']);
    admission.end();
    await settled();
    expect(admission.begun).toEqual(['a', 'b', 'a']);
    for (let left = 3; left > 0; left--) {
      admission.end();
      await settled();
    }
    expect(admission.begun).toEqual(['a', 'b', 'a', 'c']);
    expect(await Promise.all(all)).toHaveLength(4);
  });

  it('keeps no more waiting than it has room for', async () => {
    const admission = held();
    const gate = gatedAdmission(admission, { atOnce: 1, waitingBytes: 50 });
    const first = gate.admit(request('a', 'x'.repeat(40)));
    await expect(gate.admit(request('b', 'x'.repeat(11)))).rejects.toMatchObject({ code: 'OVERLOADED' });
    admission.end();
    await first;
    const second = gate.admit(request('b', 'x'.repeat(11)));
    await settled();
    admission.end();
    expect(await second).toBe(VERDICT);
  });

  it('judges no plugin more often than so many times an hour', async () => {
    let at = 0;
    const gate = gatedAdmission({ admit: async () => VERDICT }, { perHour: 2, now: () => at });
    await gate.admit(request('a'));
    await gate.admit(request('a'));
    await expect(gate.admit(request('a'))).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await gate.admit(request('b'))).toBe(VERDICT);
    at = 3_600_001;
    expect(await gate.admit(request('a'))).toBe(VERDICT);
  });

  it('goes on after a failure', async () => {
    const failing = { admit: () => Promise.reject(new Error('broken')) };
    const gate = gatedAdmission(failing, { atOnce: 1 });
    await expect(gate.admit(request('a'))).rejects.toThrow('broken');
    await expect(gate.admit(request('a'))).rejects.toThrow('broken');
  });
});
