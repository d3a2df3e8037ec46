import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keepVendor, openVendorFile } from './vendor-file.ts';

describe('what is kept of a vendor', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-vendors-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is a free port at first, and the same at every later start', async () => {
    const first = await openVendorFile(folder, 'satellite');
    expect(first).toEqual({ port: expect.any(Number), hopKeys: null });
    expect(await openVendorFile(folder, 'satellite')).toEqual(first);
    expect((await openVendorFile(folder, 'iov')).port).not.toBe(first.port);
  });

  it('is readable by its owner only, keys and all', async () => {
    await keepVendor(folder, 'kept', { port: 4101, hopKeys: 'a.1=secret' });
    expect((await stat(join(folder, 'vendors', 'kept.json'))).mode & 0o777).toBe(0o600);
    expect(await openVendorFile(folder, 'kept')).toEqual({ port: 4101, hopKeys: 'a.1=secret' });
  });

  it.each(['', '{', '{"port":0,"hopKeys":null}', '{"port":4101}', '{"port":4101,"hopKeys":null,"more":1}'])(
    'is refused by name when somebody wrote %j into it',
    async (text) => {
      await writeFile(join(folder, 'vendors', 'broken.json'), text);
      await expect(openVendorFile(folder, 'broken')).rejects.toThrow(/broken\.json is not what the hub wrote/);
    },
  );
});
