import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey, writeSigningKey } from '@citygraph/contract';
import { selfSigned } from '@citygraph/gateway';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRegistrySettings } from './registry-settings.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-registry-'));
  const { key, cert } = selfSigned('registry');
  const files = {
    'tls-key.pem': key,
    'tls-cert.pem': cert,
    'town.graphql': 'type Query { a: Int }',
    'queries.json': '[{"name":"a","document":"{ a }"}]',
    'key.pem': writeSigningKey(await generateSigningKey()),
    secret: Buffer.alloc(32, 7).toString('base64url'),
    short: 'c2hvcnQ',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

const gateway = { name: 'gateway', secretFile: 'secret' };
const graphs = { keyFiles: ['key.pem'], keysetFile: 'keyset.json', schemas: { town: 'town.graphql' } };
const good = {
  policyKeyFile: 'key.pem',
  consentKeyFile: 'key.pem',
  subjectSecretFile: 'secret',
  hopMasterFile: 'secret',
  webhookSecretFile: 'secret',
  graphs,
  control: { gateways: [gateway] },
};
const read = (own: Record<string, unknown>) => readRegistrySettings(own, (file) => join(folder, file));

describe('what only the registry is told', () => {
  it('is read with its keys; the control listener is on loopback and any free port', async () => {
    expect(await read(good)).toMatchObject({
      graphs: { schemas: [{ name: 'town', sdl: 'type Query { a: Int }' }], goldenQueries: [] },
      plugins: { loopback: [] },
      hub: { addresses: [], hosts: [] },
      subjectSecret: Buffer.alloc(32, 7),
      control: { host: '127.0.0.1', port: 0, gateways: [{ name: 'gateway', secret: Buffer.alloc(32, 7) }] },
    });
  });

  it('may name where the hub can be reached, as gateways are told', async () => {
    const hub = { addresses: ['203.0.113.7'], hosts: ['hub.example'] };
    expect((await read({ ...good, hub })).hub).toEqual(hub);
    await expect(read({ ...good, hub: { addresses: ['here'] } })).rejects.toThrow(/setting own\.hub\.addresses/);
  });

  it('may seal and archive the audit, with acts that stay in the database until it is said', async () => {
    expect((await read(good)).audit).toBeUndefined();
    const { audit } = await read({ ...good, audit: { keyFiles: ['key.pem'], folder: 'audit' } });
    expect(audit).toMatchObject({ folder: join(folder, 'audit'), keepDays: null, timestamp: undefined });
    expect(audit?.keys()).toHaveLength(1);
    const timestampUrl = 'https://tsa.example/';
    const more = await read({
      ...good,
      audit: { keyFiles: ['key.pem'], folder: 'audit', memoryFile: 'seen.json', keepDays: 365, timestampUrl },
    });
    expect(more.audit).toMatchObject({ keepDays: 365, timestamp: expect.any(Function) });
    expect([audit?.memory, await more.audit?.memory?.last()]).toEqual([undefined, null]);
  });

  it('may show gateways a certificate', async () => {
    const tls = { keyFile: 'tls-key.pem', certFile: 'tls-cert.pem' };
    expect((await read(good)).control.tls).toBeUndefined();
    expect((await read({ ...good, control: { gateways: [gateway], tls } })).control.tls).toEqual({
      key: expect.stringContaining('PRIVATE KEY'),
      cert: expect.stringContaining('CERTIFICATE'),
    });
    for (const spoiled of [{ keyFile: 'key.pem' }, { keyFile: 'secret' }, { certFile: 'secret' }]) {
      const control = { gateways: [gateway], tls: { ...tls, ...spoiled } };
      await expect(read({ ...good, control })).rejects.toThrow(/certFile name no key and certificate/);
    }
  });

  it('may have questions that every graph must answer', async () => {
    const { graphs: read_ } = await read({ ...good, graphs: { ...graphs, goldenQueriesFile: 'queries.json' } });
    expect(read_.goldenQueries).toEqual([{ name: 'a', document: '{ a }', variables: {} }]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['nothing', {}, /setting own\.policyKeyFile is wrong/],
    ['a setting nobody knows', { ...good, policykey: 'x' }, /setting own\.policykey is wrong/],
    ['no gateway', { ...good, control: { gateways: [] } }, /setting own\.control\.gateways is wrong/],
    ['a port that is none', { ...good, control: { gateways: [gateway], port: -1 } }, /setting own\.control\.port/],
    [
      'questions that are none',
      { ...good, graphs: { ...graphs, goldenQueriesFile: 'key.pem' } },
      /goldenQueriesFile names is no list/,
    ],
    ['a plugin elsewhere', { ...good, plugins: { loopback: ['10.0.0.1:80'] } }, /own\.plugins\.loopback/],
    ['no key', { ...good, policyKeyFile: 'secret' }, /own\.policyKeyFile names holds no Ed25519 key/],
    [
      'a keyset without keys',
      { ...good, graphs: { keyFiles: [], keysetFile: 'x', schemas: {} } },
      /own\.graphs\.keyFiles/,
    ],
    [
      'a schema that is not there',
      { ...good, graphs: { keyFiles: ['key.pem'], keysetFile: 'x', schemas: { energy: 'none' } } },
      /own\.graphs\.schemas\.energy names cannot be read/,
    ],
    ['an archive without a key', { ...good, audit: { keyFiles: [], folder: 'x' } }, /own\.audit\.keyFiles is wrong/],
    [
      'a key that is none',
      { ...good, audit: { keyFiles: ['secret'], folder: 'x' } },
      /own\.audit\.keyFiles names holds no/,
    ],
    ['no days', { ...good, audit: { keyFiles: ['key.pem'], folder: 'x', keepDays: 0 } }, /own\.audit\.keepDays/],
    ['a short secret', { ...good, subjectSecretFile: 'short' }, /short is not usable: it must be 32 bytes/],
  ])('%s is said in a sentence', async (_, own, sentence) => {
    await expect(read(own)).rejects.toThrow(sentence);
  });
});
