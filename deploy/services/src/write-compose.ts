import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  demoCredentials,
  goldenQueriesOf,
  hubQuestions,
  introspectionOf,
  members,
  schemasOf,
} from '@citygraph/all-in-one';
import { createCity } from '@citygraph/city';
import { type Credentials, loadRealm, type Realm, realmAt, realmWithCredentials } from '@citygraph/identity';
import { type HubSecrets, hubSecrets } from './hub-secrets.ts';
import { nginxSettings, publishedCopies } from './nginx-settings.ts';
import { explorerSettings } from './serve-explorer.ts';
import {
  databaseAccounts,
  databaseUrl,
  departmentFiles,
  gatewayFiles,
  type ProcessFiles,
  schemaAccount,
  type Topology,
} from './settings-of.ts';
import { redisSettings } from './start-redis.ts';
import { READABLE, writeFiles } from './write-files.ts';

const ORIGIN = 'http://localhost:4000';
const EXPLORER = 'http://localhost:4001';
const ISSUER = 'http://localhost:8080/realms/citygraph';
const INSIDE = 'http://keycloak:8080/realms/citygraph/protocol/openid-connect';

/** Writes what the containers of `compose.yaml` mount, a folder a container, all inside one that only its owner enters, and answers the demo people's credentials. */
export async function writeCompose(folder: string, city: { seed: number; scale: number }): Promise<Credentials> {
  const secrets = await hubSecrets(folder);
  const realm = realmAt(loadRealm(), EXPLORER);
  const credentials = await demoCredentials(folder, realm);
  for (const [container, files] of Object.entries(
    composeFiles(secrets, realm, credentials, city, await schemasOf(members)),
  )) {
    await writeFiles(join(folder, container), files, READABLE);
  }
  return credentials;
}

function composeFiles(
  secrets: HubSecrets,
  realm: Realm,
  credentials: Credentials,
  numbers: { seed: number; scale: number },
  schemas: Topology['schemas'],
): Record<string, ProcessFiles> {
  const { city } = explorerFacts(numbers);
  const topology: Topology = {
    listen: { host: '0.0.0.0', departmentPort: 4000, gatewayPort: 4000, controlPort: 4001 },
    gatewayOrigin: 'http://gateway:4000',
    departmentOrigin: (name) => `http://${name}:4000`,
    databaseOf: (name) => databaseUrl(name, 'mariadb:3306', secrets),
    redis: `redis://:${secrets.redis}@redis:6379`,
    issuer: ISSUER,
    // The browser and the gateway know Keycloak by different names; its tokens say the browser's.
    jwksUrl: `${INSIDE}/certs`,
    introspection: { ...introspectionOf(credentials), url: `${INSIDE}/token/introspect` },
    explorerOrigin: EXPLORER,
    docs: `${EXPLORER}/docs`,
    schemas,
    goldenQueries: goldenQueriesOf(hubQuestions(city)),
    keyCacheFile: '/tmp/sign-on-keys.json',
    ledgerFolder: '/var/lib/citygraph/ledger',
    auditFolder: '/var/lib/citygraph/audit',
    deliveryFolder: '/var/lib/citygraph/delivery',
    controlOrigin: 'https://registry:4001',
    isControlOverTls: true,
    documents: hubQuestions(city).map(({ document }) => document),
    metricsPort: 9464,
    city: numbers,
  };
  return {
    ...Object.fromEntries(members.map(({ name }) => [name, departmentFiles(name, topology, secrets)])),
    gateway: gatewayFiles(topology, secrets),
    mariadb: {
      'accounts.sql': `${databaseAccounts(secrets)}\n${schemaAccount('keycloak', secrets.keycloak.database)}\ncreate database if not exists citygraph_keycloak character set utf8mb4;\n`,
    },
    redis: { 'redis.conf': redisSettings({ password: secrets.redis, port: 6379, bind: '0.0.0.0' }) },
    keycloak: {
      'citygraph-realm.json': JSON.stringify(realmWithCredentials(realm, credentials)),
      'keycloak.env': [
        `KC_DB_PASSWORD=${secrets.keycloak.database}`,
        'KC_BOOTSTRAP_ADMIN_USERNAME=bootstrap',
        `KC_BOOTSTRAP_ADMIN_PASSWORD=${secrets.keycloak.admin}`,
        '',
      ].join('\n'),
    },
    explorer: {
      'default.conf': nginxSettings({ endpoint: ORIGIN, issuer: ISSUER }),
      'settings.json': explorerSettings(explorerFacts(numbers)),
      ...publishedCopies(),
    },
  };
}

const explorerFacts = (numbers: { seed: number; scale: number }) => ({
  endpoint: `${ORIGIN}/graphql`,
  issuer: ISSUER,
  city: createCity(numbers),
});

/** Where `compose.yaml` looks for it. */
export const GENERATED = fileURLToPath(new URL('../../compose/generated/', import.meta.url));
