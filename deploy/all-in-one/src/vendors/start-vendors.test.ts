import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openVendors } from './start-vendors.ts';

describe('the vendors of the demo city', () => {
  let folder: string;
  let said: string[];
  const say = (line: string): void => void said.push(line);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-vendors-'));
    said = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('have their places before the hub is there, the same at the next start', async () => {
    const { addresses, states } = await openVendors(folder, say);
    expect(states.map(({ name, isKnown }) => [name, isKnown])).toEqual([
      ['satellite', false],
      ['iov', false],
    ]);
    expect(addresses).toEqual(states.map(({ address }) => address));
    expect((await openVendors(folder, say)).addresses).toEqual(addresses);
    expect(said).toEqual([]);
  });

  it('are left out one by one, with a sentence, when what was kept of them cannot be read', async () => {
    await mkdir(join(folder, 'vendors'));
    await writeFile(join(folder, 'vendors/satellite.json'), 'no JSON');
    const { states } = await openVendors(folder, say);
    expect(states.map(({ name }) => name)).toEqual(['iov']);
    expect(said).toEqual([expect.stringMatching(/^The vendor satellite is left out: .*satellite\.json is not what/)]);
  });

  it('say in a sentence each that nobody could be signed in, and never throw', async () => {
    const vendors = await openVendors(folder, say);
    await vendors.run({
      origin: 'http://127.0.0.1:9',
      issuer: 'http://127.0.0.1:9/realms/citygraph',
      credentials: { users: {}, clients: {} },
    });
    expect(said).toEqual([
      'The vendor satellite is not published: the password of vendor-satellite is not known here. The next start goes on from there.',
      'The vendor iov is not published: the password of vendor-iov is not known here. The next start goes on from there.',
    ]);
    await vendors.close();
  });

  it('end while they wait for a hub that does not answer', async () => {
    const vendors = await openVendors(folder, say);
    const users = { 'vendor-satellite': 'x', 'vendor-iov': 'x' };
    const at = { origin: 'http://127.0.0.1:9', issuer: 'http://127.0.0.1:9/realms/citygraph' };
    const running = vendors.run({ ...at, credentials: { users, clients: {} } });
    await vendors.close();
    await running;
    expect(said).toEqual([]);
  });
});
