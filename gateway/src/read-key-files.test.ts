import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey, writeSigningKey } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readHopKeyFile, readIntrospection, readTargets } from './read-key-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-hop-'));
});
afterAll(() => rm(folder, { recursive: true }));

const written = async (text: string): Promise<string> => {
  const path = join(folder, 'file');
  await writeFile(path, text);
  return path;
};
const config = { supergraph: 'x', port: 1, host: 'localhost' };
const department = (secretFile: string) => ({
  health: { url: 'http://health', tier: 'department' as const, hop: { keyId: 'health-1', secretFile } },
});

describe('the files of the hop', () => {
  it('hold the key that all gateways of a hub share', async () => {
    const key = await generateSigningKey();
    const read = await readHopKeyFile({ ...config, hopKeyFile: await written(writeSigningKey(key)) });
    expect(read?.publicJwk).toEqual(key.publicJwk);
  });

  it('hold the secret of a department, and a stranger has none', async () => {
    const secretFile = await written(`${Buffer.alloc(32, 9).toString('base64url')}\n`);
    expect(await readTargets({ ...department(secretFile), other: { url: 'http://other' } })).toEqual({
      health: { url: 'http://health', tier: 'department', hop: { keyId: 'health-1', secret: Buffer.alloc(32, 9) } },
      other: { url: 'http://other', tier: 'foreign' },
    });
  });

  it('are not wanted by a graph of strangers', async () => {
    expect(await readHopKeyFile({ ...config, subgraphs: { other: { url: 'http://other' } } })).toBeUndefined();
  });

  it('are named when they are missing or wrong', async () => {
    await expect(readHopKeyFile({ ...config, subgraphs: department('x') })).rejects.toThrow(/hopKeyFile is missing/);
    await expect(readHopKeyFile({ ...config, hopKeyFile: '/none' })).rejects.toThrow(/hopKeyFile names cannot be read/);
    await expect(readHopKeyFile({ ...config, hopKeyFile: await written('nonsense') })).rejects.toThrow(
      /no Ed25519 key/,
    );
    await expect(readTargets(department('/none'))).rejects.toThrow(/health\.hop\.secretFile names cannot be read/);
    await expect(readTargets(department(await written('short')))).rejects.toThrow(/not usable: it must be 32 bytes/);
  });
});

describe('the file by which sign-on takes the gateway for itself', () => {
  it('holds a secret, and is named when it does not', async () => {
    const secretFile = await written('s3cret\n');
    expect(await readIntrospection({ clientId: 'g', secretFile })).toEqual({ clientId: 'g', secret: 's3cret' });
    await expect(readIntrospection({ clientId: 'g', secretFile: await written('\n') })).rejects.toThrow(
      /identity\.introspection\.secretFile names is empty/,
    );
  });
});
