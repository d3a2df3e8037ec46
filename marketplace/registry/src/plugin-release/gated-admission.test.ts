import { describe, expect, it } from '@jest/globals';
import type { Admission, AdmissionRequest } from './admission.ts';
import { gatedAdmission } from './gated-admission.ts';

const request = (name: string, sdl = 'type Query { a: Int }', publisher = name): AdmissionRequest => ({
  plugin: { name, version: '1.0.0', sdl, url: 'https://a.example/' },
  publisher,
  namespace: name,
  claims: [],
  mintable: [],
  manifest: { data: [], persons: {}, mints: [] },
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
  it('lets a few in at once, one of each publisher, and the one next that was judged longest ago', async () => {
    const admission = held();
    const gate = gatedAdmission(admission, { atOnce: 2 });
    const all = ['a', 'a', 'b', 'c'].map((name) => gate.admit(request(name)));
    await settled();
    expect(admission.begun).toEqual(['a', 'b']);
    admission.end();
    await settled();
    expect(admission.begun).toEqual(['a', 'b', 'c']);
    for (let left = 3; left > 0; left--) {
      admission.end();
      await settled();
    }
    expect(admission.begun).toEqual(['a', 'b', 'c', 'a']);
    expect(await Promise.all(all)).toHaveLength(4);
  });

  it('lets no publisher starve another, however many plugins it has', async () => {
    const admission = held();
    const gate = gatedAdmission(admission, { atOnce: 1 });
    const many = Array.from({ length: 100 }, (_, index) => gate.admit(request(`many-${index}`, undefined, 'many')));
    await settled();
    const one = gate.admit(request('one', undefined, 'one'));
    const two = gate.admit(request('two', undefined, 'two'));
    for (let left = 102; left > 0; left--) {
      admission.end();
      await settled();
    }
    await Promise.all([...many, one, two]);
    expect(admission.begun.slice(0, 4)).toEqual(['many-0', 'one', 'two', 'many-1']);
  });

  it('leaves room for others, whatever one publisher has waiting', async () => {
    const admission = held();
    const gate = gatedAdmission(admission, { atOnce: 1, waitingBytes: 100, waitingBytesEach: 50 });
    const first = gate.admit(request('a', 'x'.repeat(60), 'many'));
    const refused = { code: 'OVERLOADED', message: expect.stringContaining('documents of many wait') };
    await expect(gate.admit(request('b', 'x', 'many'))).rejects.toMatchObject(refused);
    const other = gate.admit(request('c', 'x'.repeat(40), 'one'));
    for (let left = 2; left > 0; left--) {
      await settled();
      admission.end();
    }
    await Promise.all([first, other]);
    const again = gate.admit(request('b', 'x', 'many'));
    await settled();
    admission.end();
    expect(await again).toBe(VERDICT);
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

  it('goes on after a failure', async () => {
    const failing = { admit: () => Promise.reject(new Error('broken')) };
    const gate = gatedAdmission(failing, { atOnce: 1 });
    await expect(gate.admit(request('a'))).rejects.toThrow('broken');
    await expect(gate.admit(request('a'))).rejects.toThrow('broken');
  });
});
