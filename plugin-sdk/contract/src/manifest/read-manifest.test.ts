import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { PluginManifest } from './manifest.ts';
import { MANIFEST_SCHEMA } from './manifest-schema.ts';
import { manifestFaults, readManifest } from './read-manifest.ts';

const good: PluginManifest = {
  apiVersion: 'citygraph.dev/v1',
  id: 'city.airlab.aqi',
  version: '1.0.0',
  publisher: 'airlab',
  subgraph: 'aqi',
  namespace: 'aqi',
  title: { zh: '空气质量', en: 'Air quality' },
  description: { zh: '各区空气质量', en: 'Air quality of each district' },
  extends: ['AdminDivision'],
  runtime: { stable: { url: 'https://aqi.example/graphql' }, sandbox: { url: 'https://try.aqi.example/graphql' } },
  dataRegions: ['CN-JL'],
  permissions: {
    data: [
      { class: 'S2', coordinate: 'Place.kind', reason: { zh: '选址', en: 'Siting' } },
      {
        class: 'S3',
        coordinate: 'Resident.id',
        reason: { zh: '提醒', en: 'Alerts' },
        purpose: 'public-health',
        retentionDays: 30,
      },
    ],
    persons: { arguments: { 'Query.aqi_alerts(of:)': 'Resident.id' }, subject: true },
    egressHosts: ['api.aqi.example'],
  },
  slo: { p95Ms: 300 },
  support: { email: 'help@aqi.example' },
  licence: 'Apache-2.0',
};

/** What people write has any shape. */
const changed = (change: (manifest: object) => void): unknown => {
  const manifest = structuredClone(good);
  change(manifest);
  return manifest;
};

describe('a manifest', () => {
  it('that is whole is taken as it is', () => {
    expect(readManifest(structuredClone(good))).toEqual(good);
  });

  it('with a key that is misspelt is told of that first, and then of what is missing for it', () => {
    const { subgraph, ...others } = structuredClone(good);
    expect(manifestFaults({ ...others, subgraf: subgraph }).map(({ at }) => at)).toEqual(['subgraf', 'subgraph']);
  });

  it('may say purpose and end of internal data as well', () => {
    const said = changed((m) => {
      set(m, 'permissions.data.0.purpose', 'self-service');
      set(m, 'permissions.data.0.retentionDays', 0);
    });
    expect(readManifest(said)).toEqual(said);
  });

  it.each<[string, (manifest: object) => void, string, RegExp]>([
    ['with a field that is not known', (m) => set(m, 'licens', 'MIT'), 'licens', /Did you mean licence\?/],
    ['with plans, which nobody reads', (m) => set(m, 'plans', []), 'plans', /is not a field of the manifest/],
    [
      'with a path of health, which nobody asks',
      (m) => set(m, 'runtime.health', '/up'),
      'runtime.health',
      /is not a field of the manifest/,
    ],
    ['without a version', (m) => drop(m, 'version'), 'version', /is missing/],
    ['with a version that is none', (m) => set(m, 'version', '1.0'), 'version', /does not have the form/],
    ['of another publisher', (m) => set(m, 'id', 'city.other.aqi'), 'id', /write city\.airlab/],
    ['with a namespace that the registry would refuse', (m) => set(m, 'namespace', 'ai'), 'namespace', /form/],
    ['with a namespace of 17 letters', (m) => set(m, 'namespace', 'a'.repeat(17)), 'namespace', /form/],
    ['with a name in capitals', (m) => set(m, 'subgraph', 'AQI'), 'subgraph', /does not have the form/],
    [
      'with an address that is none',
      (m) => set(m, 'runtime.stable.url', 'javascript:alert(1)'),
      'runtime.stable.url',
      /form/,
    ],
    [
      'that asks for important data',
      (m) => set(m, 'permissions.data.0.class', 'I'),
      'permissions.data[0].class',
      /S2, S3 or S4/,
    ],
    [
      'that keeps personal data without end',
      (m) => drop(m, 'permissions.data.1.retentionDays'),
      'permissions.data[1].retentionDays',
      /missing/,
    ],
    [
      'with a purpose nobody knows',
      (m) => set(m, 'permissions.data.1.purpose', 'fun'),
      'permissions.data[1].purpose',
      /must be one of/,
    ],
    [
      'with such a purpose for internal data',
      (m) => set(m, 'permissions.data.0.purpose', 'fun'),
      'permissions.data[0].purpose',
      /must be one of/,
    ],
    [
      'that names a coordinate twice',
      (m) => set(m, 'permissions.data.1.coordinate', 'Place.kind'),
      'permissions.data[1]',
      /twice/,
    ],
    [
      'with an argument that is none',
      (m) => set(m, 'permissions.persons.arguments', { x: 'Resident.id' }),
      'permissions.persons.arguments',
      /Type\.field\(argument:\)/,
    ],
    ['that says a control character', (m) => set(m, 'title.en', 'a\u0007b'), 'title.en', /form/],
    [
      'that promises more than everything',
      (m) => set(m, 'slo', { availabilityPct: 101 }),
      'slo.availabilityPct',
      /<= 100/,
    ],
    ['for a hub of another time', (m) => set(m, 'apiVersion', 'v2'), 'apiVersion', /citygraph\.dev\/v1/],
  ])('%s is refused, and it is said where', (_, change, at, message) => {
    const value = changed(change);
    expect(manifestFaults(value)).toContainEqual({
      at,
      message: expect.stringMatching(message),
      zh: expect.stringMatching(/\p{Script=Han}/u),
    });
    expect(() => readManifest(value)).toThrow('The manifest cannot be used.');
  });

  it.each([['text'], [null], [[]], [7]])('that is %p is none', (value) => {
    expect(manifestFaults(value)).toEqual([
      {
        at: '',
        message: expect.stringContaining('must be a map'),
        zh: expect.stringContaining('必须是映射'),
      },
    ]);
  });

  it('has a published schema that is the one it is read by', () => {
    const published = readFileSync(new URL('../../manifest.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(MANIFEST_SCHEMA)));
  });
});

function set(target: object, path: string, value: unknown): void {
  const { holder, key } = locate(target, path);
  holder[key] = value;
}

function drop(target: object, path: string): void {
  const { holder, key } = locate(target, path);
  delete holder[key];
}

function locate(target: object, path: string): { holder: Record<string, unknown>; key: string } {
  const parts = path.split('.');
  const key = parts.pop() ?? '';
  const holder = parts.reduce<Record<string, unknown>>(
    (at, part) => at[part] as Record<string, unknown>,
    target as Record<string, unknown>,
  );
  return { holder, key };
}
