import { describe, expect, it } from '@jest/globals';
import { manifestOf } from '../testing/publishing-story.ts';
import { readManifest } from './read-manifest.ts';

const read = (over: Record<string, unknown>) => readManifest(JSON.stringify(manifestOf(over)));

describe('a manifest', () => {
  it('is read with what it leaves out, and kept as it was written', () => {
    const { manifest, written } = read({});
    expect(manifest).toMatchObject({ data: [], persons: {}, limits: {}, plans: [], egressHosts: [] });
    expect(written).toEqual(manifestOf());
  });

  it('may say everything', () => {
    const reason = { zh: '按地区计算', en: 'Computed by area' };
    const full = {
      data: [{ coordinate: 'Resident.dwelling', purpose: 'public-health', retentionDays: 0, reason }],
      persons: { arguments: { 'Query.aqi_near(person:)': 'Resident.id' }, subject: true },
      limits: { concurrency: 4, timeoutMs: 900 },
      egressHosts: ['api.airlab.example'],
      plans: [{ id: 'free', title: { zh: '免费', en: 'Free' }, requestsPerMinute: 60, approval: 'auto' }],
      runtime: { stable: { url: 'https://a.example/g' }, health: '/health' },
    };
    expect(read(full).manifest).toMatchObject(full);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a key that nobody knows', { licens: 'MIT' }, 'manifest: nobody knows "licens"; did you mean licence?'],
    [
      'a key that nobody knows, deep inside',
      { runtime: { stable: { uri: 'https://a.example' } } },
      'manifest: runtime.stable: nobody knows "uri"; did you mean url?',
    ],
    [
      'a limit that nobody knows',
      { limits: { concurency: 3 } },
      'limits: nobody knows "concurency"; did you mean concurrency?',
    ],
    ['a key unlike any', { zzzzzzzz: 1 }, 'manifest: nobody knows "zzzzzzzz".'],
    ['a version that is none', { version: '1' }, 'version: write a semantic version'],
    ['build metadata', { version: '1.0.0+7' }, 'version: write a semantic version'],
    ['a coordinate that is none', { data: [{ coordinate: 'x' }] }, 'data.0.coordinate: write Type.field'],
    ['a time that no call may take', { limits: { timeoutMs: 60_000 } }, 'limits.timeoutMs: '],
    ['no region', { dataRegions: [] }, 'dataRegions: say where data is kept'],
    ['no address of support', { support: { email: 'nobody' } }, 'support.email: '],
    ['a promise above all', { slo: { availability: 1.5, p95Ms: 10 } }, 'slo.availability: '],
    ['an argument that is none', { persons: { arguments: { near: 'Resident.id' } } }, 'persons.arguments'],
  ])('with %s is refused, naming the place', (_, over, sentence) => {
    expect(() => read(over)).toThrow(sentence);
  });

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    ['a list', '[]', 'manifest: '],
    ['a prototype', `{"__proto__": {"id": "x"}}`, 'manifest: '],
    ['a monster', `"${'x'.repeat(70_000)}"`, 'more than 64 KiB'],
    ['a pit', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'manifest: '],
  ])('that is %s is refused', (_, text, sentence) => {
    expect(() => readManifest(text)).toThrow(sentence);
  });
});
