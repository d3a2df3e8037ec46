import { readFileSync } from 'node:fs';
import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AdmissionRequest } from './admission.ts';
import { admit, createAdmission } from './admit.ts';
import { readCases } from './testing/read-cases.ts';

const works = {
  name: 'works',
  url: 'http://works.internal/graphql',
  sdl: readFileSync(new URL('../cases/bases/works.graphql', import.meta.url), 'utf8'),
};
const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
`;
const NOW = 'type Query { iov_now: Int @sensitivity(level: "S1") }';
const plugin = (sdl: string) => ({ name: 'iov-motors', url: 'https://iov.example.com/graphql', sdl: HEAD + sdl });
const request = (sdl: string, more: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  base: [works],
  plugin: plugin(sdl),
  namespace: 'iov',
  claims: [],
  ...more,
});
let composed = 0;
const admission = createAdmission({
  bootMs: 2_000,
  compose: async (subgraphs) => {
    composed += 1;
    return composeInThisThread(subgraphs);
  },
});
afterAll(() => admission.close());
const rules = async (asked: AdmissionRequest) =>
  (await admission.judge(asked)).findings.map(({ rule, severity }) => `${severity} ${rule}`);

describe('admit', () => {
  it('composes in a thread, and gives the graph and the document as it was composed', async () => {
    const verdict = await admit(request(NOW));
    expect(verdict.findings).toEqual([]);
    expect(verdict.supergraphSdl).toMatch(/iov_now: Int @join__field\(graph: IOV_MOTORS\) @sensitivity\(level: "S1"\)/);
    expect(verdict.composedSdl?.startsWith(HEAD + NOW)).toBe(true);
    expect(verdict.composedSdl).toMatch(/extend schema\n {2}@federation__composeDirective\(name: "@sensitivity"\)/);
  }, 60_000);

  it('gives composing ten seconds beyond the base’s own time, and says when that was not enough', async () => {
    const deadlines: number[] = [];
    const slow = createAdmission({
      compose: async (subgraphs, deadlineMs) => {
        deadlines.push(deadlineMs);
        if (subgraphs.length === 1) return composeInThisThread(subgraphs);
        const late = { code: 'DEADLINE_EXCEEDED', message: 'Too slow.', coordinate: null, composer: 'hub' as const };
        return { supergraphSdl: null, hints: [], errors: [late] };
      },
    });
    expect((await slow.judge(request(NOW))).findings).toMatchObject([{ rule: 'TOO_LARGE', message: 'Too slow.' }]);
    expect(deadlines[1]).toBeGreaterThan(10_000);
    expect(deadlines[1]).toBeLessThan(40_000);
    await slow.close();
  });

  it('refuses a document that takes longer to read than it may, whichever rule it is, and judges the next', async () => {
    const hasty = createAdmission({ rulesMs: 0, compose: async (all) => composeInThisThread(all) });
    const { admitted, findings, supergraphSdl } = await hasty.judge(request(NOW), { file: 'iov.graphql' });
    expect({ admitted, supergraphSdl }).toEqual({ admitted: false, supergraphSdl: null });
    const message = 'Reading the document took longer than 0 ms.';
    expect(findings).toMatchObject([{ rule: 'TOO_LARGE', severity: 'error', message, file: 'iov.graphql' }]);
    expect((await hasty.judge(request(NOW))).findings).toMatchObject([{ rule: 'TOO_LARGE', message }]);
    await hasty.close();
    expect((await hasty.judge(request(NOW))).findings).toMatchObject([{ rule: 'TOO_LARGE' }]);
  });

  it('fails where its composer fails, which is no fault of the document', async () => {
    const broken = createAdmission({ compose: () => Promise.reject(new Error('No composer.')) });
    await expect(broken.judge(request(NOW))).rejects.toThrow('No composer.');
    await broken.close();
  });

  it('composes a base once', async () => {
    await admission.judge(request(NOW));
    const before = composed;
    await admission.judge(request(NOW.replace('iov_now', 'iov_then')));
    expect(composed - before).toBe(1);
  });

  it('composes the same beside the same once, and judges it each time', async () => {
    const previous = plugin(
      'type Query { iov_soon: Int @sensitivity(level: "S1") iov_late: Int @sensitivity(level: "S1") }',
    );
    const soon = 'type Query { iov_soon: Int @sensitivity(level: "S1") }';
    const asked = { base: [works, previous], previous };
    expect(await rules(request(soon, { ...asked, usage: [] }))).toEqual([]);
    const before = composed;
    const used = { ...asked, usage: [{ coordinate: 'Query.iov_late', count: 1 }] };
    expect(await rules(request(soon, used))).toEqual(['error BREAKING']);
    expect(await rules(request(soon, { ...asked, usage: [], namespace: 'other' }))).toContain('error NAMESPACE');
    const { supergraphSdl } = await admission.judge(request(soon, { ...asked, usage: [] }));
    expect(supergraphSdl).toContain('iov_soon');
    expect(composed - before).toBe(0);
  });

  it('knows a graph that it has made as the next plugin’s base', async () => {
    const { composedSdl } = await admission.judge(request(NOW));
    const before = composed;
    const next = { ...plugin(NOW.replaceAll('iov', 'next')), name: 'next-plugin' };
    const admitted = { ...plugin(NOW), sdl: composedSdl ?? '' };
    const asked = { ...request(NOW, { base: [works, admitted], namespace: 'next' }), plugin: next };
    expect(await rules(asked)).toEqual([]);
    expect(composed - before).toBe(1);
  });

  it('leaves the release that serves now aside when the next one comes', async () => {
    const previous = plugin(
      'type Query { iov_now: Int @sensitivity(level: "S1") iov_old: Int @sensitivity(level: "S1") }',
    );
    const asked = { base: [works, previous], previous, usage: [{ coordinate: 'Query.iov_old', count: 1 }] };
    expect(await rules(request(NOW, asked))).toEqual(['error BREAKING']);
    expect(await rules(request(NOW, { ...asked, force: true }))).toEqual(['warning BREAKING']);
    expect((await admission.judge(request(NOW, { ...asked, force: true }))).admitted).toBe(true);
    expect(await rules(request(NOW, { ...asked, usage: [] }))).toEqual([]);
  });

  it('refuses a graph whose canary fails, throws or never answers', async () => {
    expect(await rules(request(NOW, { boot: async () => [{ message: 'No plan.' }] }))).toEqual(['error BOOT']);
    expect(await rules(request(NOW, { boot: () => Promise.reject(new Error('gone')) }))).toEqual(['error BOOT']);
    expect(await rules(request(NOW, { boot: () => new Promise(() => {}) }))).toEqual(['error BOOT']);
    expect(await rules(request(NOW, { boot: async () => [] }))).toEqual([]);
  });

  it('asks no canary about what is refused anyway', async () => {
    let asked = false;
    const boot = async () => {
      asked = true;
      return [];
    };
    await admission.judge(request('type Query { iov_now: Int! @sensitivity(level: "S1") }', { boot }));
    expect(asked).toBe(false);
  });

  it('lets an operator’s own loopback addresses pass, and no other', async () => {
    const local = createAdmission({ loopback: ['127.0.0.1:4101'], compose: async (all) => composeInThisThread(all) });
    const at = async (url: string) =>
      (await local.judge({ ...request(NOW), plugin: { ...plugin(NOW), url } })).findings.map(({ rule }) => rule);
    expect(await at('http://127.0.0.1:4101/graphql')).toEqual([]);
    expect(await at('http://127.0.0.1:4102/graphql')).toEqual(['URL']);
    await local.close();
  });

  it('asks for no labels and no leave to extend in a graph that has none, and counts all of it as sensitive', async () => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
    const shop = {
      name: 'shop',
      url: 'http://shop.internal/graphql',
      sdl: `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! }`,
    };
    const asked = request('', {
      base: [shop],
      plugin: { ...plugin(''), sdl: `${link} type Item @key(fields: "id") { id: ID! iov_stock: Int }` },
    });
    const { findings } = await admission.judge(asked);
    expect(findings).toMatchObject([{ rule: 'EGRESS', coordinate: 'Item.id' }]);
    expect(await rules({ ...asked, manifest: { data: ['Item.id'] } })).toEqual([]);
  });

  it('tells at most fifty findings of a rule', async () => {
    const fields = Array.from({ length: 80 }, (_, n) => `iov_${n}: Int`).join(' ');
    const { findings } = await admission.judge(request(`type Query { ${fields} }`));
    expect(findings).toHaveLength(50);
    expect(findings.at(-1)?.message).toBe('And 31 more of this kind.');
  });

  it('writes out in findings what would move a terminal’s cursor', async () => {
    const asked = request(NOW);
    const { findings } = await admission.judge({ ...asked, manifest: { data: ['\u001b[2J\u202e'] } });
    expect(findings[0]?.coordinate).toBe('\\u{001B}[2J\\u{202E}');
  });

  it('answers whatever the document is', async () => {
    const honest = readCases('honest').map(
      ({
        request: {
          plugin: { sdl },
        },
      }) => sdl,
    );
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .tuple(fc.constantFrom(...honest), fc.nat(), fc.nat(40), fc.string({ unit: 'grapheme', maxLength: 6 }))
        .map(([sdl, at, length, text]) => {
          const start = at % sdl.length;
          return sdl.slice(0, start) + text + sdl.slice(start + length);
        }),
    );
    await fc.assert(
      fc.asyncProperty(anything, fc.array(fc.string()), async (sdl, data) => {
        const { admitted, findings } = await admission.judge({
          ...request(NOW),
          plugin: { ...plugin(NOW), sdl },
          manifest: { data },
        });
        expect(admitted).toBe(!findings.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
