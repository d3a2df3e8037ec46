import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCity } from '@citygraph/city';
import { afterEach, expect, it } from '@jest/globals';
import { freePort } from './free-port.ts';
import { hubSecrets } from './hub-secrets.ts';
import { serveExplorer } from './serve-explorer.ts';
import { gatewayFiles, type Topology } from './settings-of.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it('what NOT_SUBSCRIBED links to is a page that this profile serves, about subscribing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-services-'));
  closers.push(() => rm(folder, { recursive: true }));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const topology: Topology = {
    listen: { host: '127.0.0.1', departmentPort: 0, gatewayPort: 4000, controlPort: 4002 },
    gatewayOrigin: 'http://127.0.0.1:4000',
    departmentOrigin: () => 'http://127.0.0.1:4100',
    databaseOf: (name) => `mysql://localhost/${name}`,
    redis: 'redis://localhost',
    issuer: 'http://localhost:8080/realms/citygraph',
    jwksUrl: 'http://localhost:8080/certs',
    introspection: { clientId: 'citygraph-gateway', secret: 's', url: 'http://localhost:8080/introspect' },
    explorerOrigin: origin,
    docs: `${origin}/docs`,
    schemas: [],
    goldenQueries: [],
    keyCacheFile: 'keys.json',
    ledgerFolder: 'ledger',
    auditFolder: 'audit',
    deliveryFolder: 'delivery',
    controlOrigin: 'http://127.0.0.1:4002',
    isControlOverTls: false,
    documents: [],
    metricsPort: 9464,
    city: { seed: 2016, scale: 0.0002 },
  };
  const settings = JSON.parse(gatewayFiles(topology, await hubSecrets(folder))['settings.json'] ?? '');
  const link = String(settings.subscribeAt).replace('{plugin}', 'aqi');
  const city = createCity(topology.city);
  const server = await serveExplorer({ port, endpoint: `${origin}/graphql`, issuer: topology.issuer, city });
  closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const page = await fetch(link);
  // As it was written, or as it was built, with every word of a command in a colour of its own.
  const words = (await page.text()).replaceAll(/<[^>]*>/g, '');
  expect([page.status, words.includes('citygraph app subscribe')]).toEqual([200, true]);
  expect((await fetch(`${origin}/docs/schemas/manifest/v1.json`)).status).toBe(200);
  expect((await fetch(`${origin}/docs/none.html`)).status).toBe(404);
});
