import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readDepartmentSettings } from './department-settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-settings-'));
  await write('database.url', 'sqlite:/var/lib/citygraph/library.sqlite\n');
  await write('hop.secret', `${Buffer.alloc(32, 7).toString('base64url')}\n`);
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const good = {
  databaseFile: 'database.url',
  hub: {
    keysUrl: 'http://gateway:4000/.well-known/citygraph-keys',
    secrets: [{ keyId: 'library-1', file: 'hop.secret' }],
  },
};
const read = async (settings: unknown) => {
  await write('settings.json', typeof settings === 'string' ? settings : JSON.stringify(settings));
  return readDepartmentSettings(join(folder, 'settings.json'));
};

describe('the settings of a department', () => {
  it('name files from where they are, and need no city and no Redis', async () => {
    expect(await read(good)).toEqual({
      host: '127.0.0.1',
      port: 0,
      city: null,
      own: {},
      beside: expect.any(Function),
      database: 'sqlite:/var/lib/citygraph/library.sqlite',
      replays: null,
      keysUrl: 'http://gateway:4000/.well-known/citygraph-keys',
      secrets: [{ keyId: 'library-1', secret: Buffer.alloc(32, 7) }],
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /is not JSON/],
    ['a setting nobody knows', { ...good, prot: 1 }, /setting prot in .* is wrong/],
    ['a port that is none', { ...good, port: 70_000 }, /setting port in .* is wrong/],
    ['no secret', { ...good, hub: { ...good.hub, secrets: [] } }, /setting hub\.secrets in .* is wrong/],
    ['a key address that is none', { ...good, hub: { ...good.hub, keysUrl: 'file:///x' } }, /setting hub\.keysUrl/],
    ['a city too large', { ...good, city: { seed: 1, scale: 2 } }, /setting city\.scale/],
    ['a file that is not there', { ...good, databaseFile: 'none' }, /setting databaseFile names cannot be read/],
  ])('%s is said in a sentence', async (_, settings, sentence) => {
    await expect(read(settings)).rejects.toThrow(sentence);
  });

  it.each(['', 'short', 'not base64url!'.repeat(9)])('the secret %j is refused and not repeated', async (secret) => {
    await write('hop.secret', secret);
    const error: Error = await read(good).then(
      () => Promise.reject(new Error('read')),
      (caught) => caught,
    );
    expect(error.message).toMatch(/hop\.secret is not usable: it must be 32 bytes or more/);
    if (secret) expect(error.message).not.toContain(secret);
  });

  it.each(['postgres://u:secretword@host/db', 'secretword', 'mysql://'])(
    'the database address %j is refused and not repeated',
    async (address) => {
      await write('database.url', address);
      const error: Error = await read(good).then(
        () => Promise.reject(new Error('read')),
        (caught) => caught,
      );
      expect(error.message).toMatch(/databaseFile names holds no usable address/);
      expect(error.message).not.toContain('secretword');
    },
  );
});
