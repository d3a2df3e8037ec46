import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { members, publishedFiles } from '@citygraph/all-in-one';
import { readGatewayConfig } from '@citygraph/gateway';
import { readDepartmentSettings } from '@citygraph/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { IN_CONTAINER } from './nginx-settings.ts';
import { writeCompose } from './write-compose.ts';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly env_file?: readonly string[];
  readonly networks: readonly string[];
}

const house = fileURLToPath(new URL('../../../', import.meta.url));
const { services } = parse(readFileSync(join(house, 'deploy/compose/compose.yaml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};

describe('compose.yaml', () => {
  let generated: string;
  beforeAll(async () => {
    generated = join(await mkdtemp(join(tmpdir(), 'citygraph-compose-')), 'generated');
    await writeCompose(generated, { seed: 2016, scale: 0.0002 });
  });
  afterAll(() => rm(join(generated, '..'), { recursive: true }));

  const settingsOf = (name: string) => readDepartmentSettings(join(generated, name, 'settings.json'));

  it('runs every department, the gateway, the page and what they lean on', () => {
    expect(Object.keys(services).sort()).toEqual(
      [...members.map(({ name }) => name), 'explorer', 'gateway', 'keycloak', 'mariadb', 'redis'].sort(),
    );
    for (const { name } of members) {
      const room = `${name === 'registry' ? 'marketplace' : 'subgraphs'}/${name}`;
      expect(services[name]?.command?.[0]).toBe(`${room}/dist/main.js`);
      expect(existsSync(join(house, `${room}/src/main.ts`))).toBe(true);
    }
  });

  it('mounts only what is written, into each container its own', () => {
    for (const [name, { volumes = [], env_file = [] }] of Object.entries(services)) {
      const mounted = [...volumes.map((volume) => volume.split(':')[0] ?? ''), ...env_file];
      for (const path of mounted.filter((path) => path.startsWith('./generated/'))) {
        expect(path.split('/')[2]).toBe(name);
        expect(existsSync(path.replace('./generated', generated))).toBe(true);
      }
    }
  });

  it('gives the page’s server the folders that its settings name', () => {
    const mounts = (services.explorer?.volumes ?? []).map((volume) => volume.split(':'));
    expect(mounts.map(([, inside]) => inside).sort()).toEqual(Object.values(IN_CONTAINER).sort());
    for (const [outside = ''] of mounts.filter(([path]) => !path?.startsWith('./generated')))
      expect([outside, readdirSync(join(house, 'deploy/compose', outside, '..')).length > 0]).toEqual([outside, true]);
    for (const path of Object.keys(publishedFiles))
      expect(existsSync(join(generated, 'explorer/published', path))).toBe(true);
  });

  it('opens ports on loopback only, and pins every image', () => {
    for (const { ports = [], image = '' } of Object.values(services)) {
      expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
      expect(image).toMatch(/^citygraph$|:\d+[\d.]*(-\w+)?$/);
    }
  });

  it('writes settings that each department reads, and that name containers it shares a network with', async () => {
    const reachable = (from: string, address: string) => {
      const host = new URL(address).hostname;
      return services[host]?.networks.some((network) => services[from]?.networks.includes(network)) ?? false;
    };
    for (const { name } of members) {
      const { database, replays, keysUrl, host, city } = await settingsOf(name);
      expect({ host, city }).toEqual({ host: '0.0.0.0', city: { seed: 2016, scale: 0.0002 } });
      for (const address of [database, replays ?? '', keysUrl])
        expect([address, reachable(name, address)]).toEqual([address, true]);
    }
    const config = await readGatewayConfig(['--config', join(generated, 'gateway/settings.json')]);
    if (config === 'help') throw new Error('It was asked for settings.');
    expect(config.subscribeAt).toBe('http://localhost:4001/docs/apps/plans.html?plugin={plugin}');
    const { subgraphs = {}, identity, registry } = config;
    expect(Object.keys(subgraphs).sort()).toEqual(members.map(({ name }) => name).sort());
    for (const [name, { url }] of Object.entries(subgraphs)) {
      expect(new URL(url).hostname).toBe(name);
      expect(reachable('gateway', url)).toBe(true);
    }
    expect(reachable('gateway', identity?.jwksUrl ?? '')).toBe(true);
    expect(reachable('gateway', identity?.introspection?.url ?? '')).toBe(true);
    expect(reachable('gateway', registry?.url ?? '')).toBe(true);
    expect(reachable('gateway', readFileSync(join(generated, 'gateway/counters.url'), 'utf8').trim())).toBe(true);
    expect(services.gateway?.networks).not.toContain('data');
  });

  it('lets the registry archive the audit on a volume of its own, sealed with a key that the gateway has not', () => {
    const { own } = JSON.parse(readFileSync(join(generated, 'registry/settings.json'), 'utf8'));
    expect(own.audit).toEqual({
      keyFiles: ['audit-key.pem'],
      folder: '/var/lib/citygraph/audit',
      memoryFile: '/var/lib/citygraph/audit-seen.json',
    });
    expect(services.registry?.volumes).toContain('audit:/var/lib/citygraph');
    const key = readFileSync(join(generated, 'registry/audit-key.pem'), 'utf8');
    expect(key).toMatch(/BEGIN PRIVATE KEY/);
    expect(readFileSync(join(generated, 'gateway/ledger-key-1.pem'), 'utf8')).not.toBe(key);
  });

  it('lets gateway and registry speak over TLS, by a certificate that the gateway is told to trust', () => {
    const { own } = JSON.parse(readFileSync(join(generated, 'registry/settings.json'), 'utf8'));
    expect(own.control.tls).toEqual({ keyFile: 'control-key.pem', certFile: 'control-cert.pem' });
    const certificate = new X509Certificate(readFileSync(join(generated, 'gateway/control-cert.pem')));
    const key = createPrivateKey(readFileSync(join(generated, 'registry/control-key.pem')));
    expect(certificate.checkPrivateKey(key)).toBe(true);
    const { registry } = JSON.parse(readFileSync(join(generated, 'gateway/settings.json'), 'utf8'));
    expect(certificate.checkHost(new URL(registry.url).hostname)).toBe('registry');
    expect(new URL(registry.url).protocol).toBe('https:');
    expect(existsSync(join(generated, 'gateway/control-key.pem'))).toBe(false);
    expect(services.gateway?.environment?.NODE_EXTRA_CA_CERTS).toBe('/run/citygraph/control-cert.pem');
  });

  it('gives gateway and department the same secret, and each department another', async () => {
    const seen = new Set<string>();
    for (const { name } of members) {
      const [secret] = (await settingsOf(name)).secrets;
      const gateways = readFileSync(join(generated, `gateway/${name}.secret`), 'utf8').trim();
      expect(Buffer.from(secret?.secret ?? []).toString('base64url')).toBe(gateways);
      seen.add(gateways);
    }
    expect(seen.size).toBe(members.length);
  });

  it('lets nobody but its owner into the folder, and keeps secrets when it runs again', async () => {
    expect(statSync(generated).mode & 0o077).toBe(0);
    const before = readFileSync(join(generated, 'health/database.url'), 'utf8');
    await writeCompose(generated, { seed: 2016, scale: 0.0002 });
    expect(readFileSync(join(generated, 'health/database.url'), 'utf8')).toBe(before);
  });
});
