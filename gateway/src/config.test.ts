import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const written = async (content: unknown): Promise<string> => {
  const path = join(folder, 'gateway.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('readConfig', () => {
  it('listens on loopback at 4000 unless told otherwise', async () => {
    expect(await readConfig(['--supergraph', 'a.graphql'])).toMatchObject({
      supergraph: 'a.graphql',
      port: 4000,
      host: '127.0.0.1',
    });
  });

  it('takes flags over the file', async () => {
    const config = await written({ supergraph: 'file.graphql', port: 1, limits: { depth: 3 } });
    expect(await readConfig(['--config', config, '--port', '2', '--supergraph', 'flag.graphql'])).toMatchObject({
      supergraph: 'flag.graphql',
      port: 2,
      limits: { depth: 3 },
    });
  });

  it('wants an id of its own for each secret that seals', async () => {
    const sealing = ['old.secret', 'new.secret'].map((secretFile) => ({ id: 'a', secretFile }));
    const config = await written({ supergraph: 'file.graphql', sealing });
    await expect(readConfig(['--config', config])).rejects.toThrow('give each secret an id of its own');
  });

  it('finds the files that a settings file names beside it', async () => {
    const config = await written({
      supergraph: 'file.graphql',
      hopKeyFile: 'key.pem',
      identity: {
        issuer: 'https://sign-on.example/realms/x',
        keyCacheFile: '/var/keys.json',
        introspection: { clientId: 'gateway', secretFile: 'sign-on.secret' },
      },
      subgraphs: { a: { url: 'http://a', tier: 'department', hop: { keyId: 'a-1', secretFile: 'a.secret' } } },
    });
    expect(await readConfig(['--config', config])).toMatchObject({
      supergraph: join(folder, 'file.graphql'),
      hopKeyFile: join(folder, 'key.pem'),
      identity: {
        keyCacheFile: '/var/keys.json',
        introspection: { clientId: 'gateway', secretFile: join(folder, 'sign-on.secret') },
      },
      subgraphs: { a: { hop: { keyId: 'a-1', secretFile: join(folder, 'a.secret') } } },
    });
  });

  it.each([
    [{ limits: { depth: 'deep' } }, /setting limits\.depth in .* is wrong/],
    [{ prot: 4000 }, /setting prot in .* is wrong/],
    [{ subgraphs: { a: { url: 'ftp://a' } } }, /setting subgraphs\.a\.url in .* is wrong/],
    [{ subgraphs: { a: { url: 'http://a', tier: 'department' } } }, /tier department and hop go together/],
    [
      { supergraph: 'a', subgraphs: { a: { url: 'http://a', tier: 'vendor' }, b: { url: 'http://b' } } },
      /setting subgraphs\.b\.tier is missing: beside departments, vendors or a policy it must be said/,
    ],
    ['{', /is not JSON/],
  ])('names the setting that is wrong: %j', async (content, sentence) => {
    await expect(readConfig(['--config', await written(content)])).rejects.toThrow(sentence);
  });

  it.each([
    [[], /setting supergraph is missing/],
    [['--supergraph', 'a', '--port', 'http'], /--port must be a port number/],
    [['--supergraph', 'a', '--metrics-port', '70000'], /--metrics-port must be a port number/],
    [['--supergraf', 'a'], /--supergraf/],
    [['--config', '/nowhere.json'], /--config names cannot be read/],
  ])('names the flag that is wrong: %j', async (argv, sentence) => {
    await expect(readConfig(argv)).rejects.toThrow(sentence);
  });

  it.each([
    [['--supergraf', 'a'], /no flag --supergraf: do you mean --supergraph\?/],
    [['--supergraph', 'a', '--workers', '0'], /--workers must be a number of processes from 1 to 64, not "0"/],
    [['--supergraph', 'a', '--engine', 'fast'], /--engine must be compiled or apollo, not "fast"/],
  ])('refuses the flags %j', async (argv, words) => {
    await expect(readConfig(argv)).rejects.toThrow(words);
  });

  it.each([
    [{ subgraphTimeoutMS: 5 }, /setting subgraphTimeoutMS .* is wrong: do you mean subgraphTimeoutMs\?/],
    [{ quux: 5 }, /setting quux .* is wrong: it is not known/],
    [
      { subgraphs: { a: { url: 'http://a', forwardHeaders: ['Cookie'] } } },
      /subgraphs\.a\.forwardHeaders\.0 .* lower case/,
    ],
    [{ subgraphs: { a: { url: 'http://a', forwardHeaders: ['host'] } } }, /gateway's own/],
    [
      {
        subgraphs: {
          a: {
            url: 'http://a',
            tier: 'department',
            hop: { keyId: 'k', secretFile: 's' },
            forwardHeaders: ['authorization'],
          },
        },
      },
      /a department's authorization is the hub's own/,
    ],
  ])('refuses the file %j', async (file, words) => {
    await expect(readConfig(['--config', await written({ supergraph: 'a', ...file })])).rejects.toThrow(words);
  });

  const ledger = { folder: 'l', keyFile: 'k', subjectSecretFile: 's' };
  const registry = { url: 'https://registry', secretFile: 's', rootKeysFile: 'r', hopMasterFile: 'h', folder: 'f' };

  it('takes a registry instead of a supergraph and a policy', async () => {
    const department = { url: 'http://a', tier: 'department', hop: { keyId: 'k', secretFile: 's' } };
    const config = await written({ registry, ledger, subgraphs: { registry: department } });
    expect(await readConfig(['--config', config])).toMatchObject({
      registry: { url: 'https://registry', secretFile: join(folder, 's'), folder: join(folder, 'f') },
      ledger: { witness: 'registry' },
    });
    const other = { registry, ledger: { ...ledger, witness: 'a' }, subgraphs: { a: department } };
    expect((await readConfig(['--config', await written(other)])) as object).toMatchObject({
      ledger: { witness: 'a' },
    });
  });

  it('takes one key of the ledger, or the old and the new', async () => {
    const { keyFile: _, ...without } = ledger as Record<string, unknown>;
    const both = { supergraph: 'a', ledger: { ...without, keyFiles: ['old', 'new'] } };
    expect(await readConfig(['--config', await written(both)])).toMatchObject({
      ledger: { keyFiles: [join(folder, 'old'), join(folder, 'new')] },
    });
    for (const wrong of [without, { ...ledger, keyFiles: ['new'] }]) {
      await expect(readConfig(['--config', await written({ supergraph: 'a', ledger: wrong })])).rejects.toThrow(
        /setting ledger in .* is wrong: give keyFile, or keyFiles while it is changed: one of both/,
      );
    }
  });

  it('refuses a registry to which no evidence would be brought', async () => {
    await expect(readConfig(['--config', await written({ registry, ledger })])).rejects.toThrow(
      /^The setting ledger\.witness is missing: with registry, .* Name the registry among subgraphs, with its hop\.$/,
    );
  });

  it.each([
    [{ registry, supergraph: 'a' }, /supergraph and registry are both there/],
    [{ registry, policy: { from: 'p', keysFile: 'k' } }, /policy is wrong: with registry/],
    [
      { registry, subgraphs: { air: { url: 'http://a', tier: 'vendor' } } },
      /subgraphs\.air is wrong: .* plugins are where the signed graph says/,
    ],
    [{ registry: { ...registry, folder: undefined } }, /setting registry\.folder in .* is wrong/],
  ])('refuses beside a registry what it decides: %j', async (file, words) => {
    await expect(readConfig(['--config', await written(file)])).rejects.toThrow(words);
  });

  it.each([
    ['a registry', { registry }, /^The setting ledger is missing: with registry, third parties get personal data/],
    ['a policy', { supergraph: 'a', policy: { from: 'p', keysFile: 'k' } }, /setting ledger is missing: with policy/],
  ])('refuses %s without a ledger: what third parties get is written down', async (_, file, words) => {
    await expect(readConfig(['--config', await written(file)])).rejects.toThrow(words);
    const witnessed = { ...ledger, ...('registry' in file && { witness: 'registry' }) };
    expect(await readConfig(['--config', await written({ ...file, ledger: witnessed })])).toMatchObject({
      ledger: { folder: join(folder, 'l') },
    });
  });

  it('takes what editors and engines need', async () => {
    const config = await written({
      $schema: './config.schema.json',
      supergraph: 'a',
      engine: 'apollo',
      workers: 2,
      watch: false,
    });
    expect(await readConfig(['--config', config, '--engine', 'compiled'])).toMatchObject({
      engine: 'compiled',
      workers: 2,
      watch: false,
    });
  });
});
