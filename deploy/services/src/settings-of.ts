import { members, QUESTION_APPS, SUBSCRIBE_PAGE } from '@citygraph/all-in-one';
import type { HubSecrets } from './hub-secrets.ts';

/** Where each process of the hub is, as the others reach it. */
export interface Topology {
  readonly listen: {
    readonly host: string;
    readonly departmentPort: number;
    readonly gatewayPort: number;
    readonly controlPort: number;
  };
  /** Address of the gateway for departments, without path. */
  readonly gatewayOrigin: string;
  /** Address of a department for the gateway, without path. */
  departmentOrigin(name: string): string;
  /** Database of a department. */
  databaseOf(name: string): string;
  readonly redis: string;
  readonly issuer: string;
  /** Where the issuer's keys are fetched from inside. */
  readonly jwksUrl: string;
  /** With what, and where from inside, the gateway asks it who somebody is. */
  readonly introspection: { readonly clientId: string; readonly secret: string; readonly url: string };
  readonly explorerOrigin: string;
  /** Where the documentation is served, without a slash at the end; null: nowhere. */
  readonly docs: string | null;
  /** What each of the city's own says it is, by name. */
  readonly schemas: readonly { readonly name: string; readonly sdl: string }[];
  /** Questions of anybody that every graph must be able to answer. */
  readonly goldenQueries: readonly { readonly name: string; readonly document: string; readonly variables: object }[];
  /** A file that the gateway may write. */
  readonly keyCacheFile: string;
  /** A folder that the gateway may write, and that outlives it. */
  readonly ledgerFolder: string;
  /** Gateway and registry are on different machines or containers. */
  readonly isControlOverTls: boolean;
  /** Where the registry archives what people and the hub did. */
  readonly auditFolder: string;
  /** A folder where the gateway keeps the last graphs and the policy in force, and that outlives it. */
  readonly deliveryFolder: string;
  /** Where the gateway follows the registry, without path. */
  readonly controlOrigin: string;
  /** Documents that the explorer asks: these may touch S4 and I. */
  readonly documents: readonly string[];
  readonly metricsPort: number;
  readonly city: { readonly seed: number; readonly scale: number };
}

/** Of one who asks: what a person's pages need many times over. */
const RATE_LIMITS = {
  principal: { requestsPerMinute: 3_000, costPerMinute: 20_000_000 },
  anonymous: { requestsPerMinute: 3_000, costPerMinute: 20_000_000 },
};

/** Settings and secrets of one process, by file name: it gets this folder and no other. */
export type ProcessFiles = Readonly<Record<string, string>>;

export function departmentFiles(name: string, topology: Topology, secrets: HubSecrets): ProcessFiles {
  const { listen, gatewayOrigin, city } = topology;
  return {
    'settings.json': json({
      host: listen.host,
      port: listen.departmentPort,
      databaseFile: 'database.url',
      replaysFile: 'replays.url',
      hub: {
        keysUrl: `${gatewayOrigin}/.well-known/citygraph-keys`,
        secrets: [{ keyId: `${name}-1`, file: 'hop.secret' }],
      },
      city,
      ...(name === 'registry' && { own: ownOfRegistry(topology, secrets) }),
    }),
    ...(name === 'registry' && {
      'policy-key.pem': secrets.keys.policy,
      ...Object.fromEntries(secrets.keys.graphs.map((pem, index) => [`graphs-key-${index + 1}.pem`, pem])),
      'keyset.json': secrets.keys.keyset,
      'golden-queries.json': json(topology.goldenQueries),
      ...Object.fromEntries(topology.schemas.map((schema) => [`schemas/${schema.name}.graphql`, schema.sdl])),
      'hop-master.secret': `${secrets.plugins.hopMaster}\n`,
      'webhooks.secret': `${secrets.plugins.webhooks}\n`,
      'consent-key.pem': secrets.registry.consent,
      'audit-key.pem': secrets.audit,
      ...(topology.isControlOverTls && {
        'control-key.pem': secrets.controlTls.key,
        'control-cert.pem': secrets.controlTls.cert,
      }),
      'ledger-subjects.secret': `${secrets.ledger.subjects}\n`,
      'control.secret': `${secrets.registry.control}\n`,
    }),
    'database.url': `${topology.databaseOf(name)}\n`,
    'replays.url': `${topology.redis}\n`,
    'hop.secret': `${hopSecretOf(name, secrets)}\n`,
  };
}

function ownOfRegistry(
  { schemas, auditFolder, isControlOverTls, listen: { host, controlPort: port } }: Topology,
  { keys: { graphs } }: HubSecrets,
): object {
  return {
    graphs: {
      keyFiles: graphs.map((_, index) => `graphs-key-${index + 1}.pem`),
      keysetFile: 'keyset.json',
      schemas: Object.fromEntries(schemas.map(({ name }) => [name, `schemas/${name}.graphql`])),
      goldenQueriesFile: 'golden-queries.json',
    },
    hopMasterFile: 'hop-master.secret',
    webhookSecretFile: 'webhooks.secret',
    policyKeyFile: 'policy-key.pem',
    consentKeyFile: 'consent-key.pem',
    subjectSecretFile: 'ledger-subjects.secret',
    // Beside the archive, on the registry's own disk, where the database is not.
    audit: { keyFiles: ['audit-key.pem'], folder: auditFolder, memoryFile: `${auditFolder}-seen.json` },
    control: {
      host,
      port,
      ...(isControlOverTls && { tls: { keyFile: 'control-key.pem', certFile: 'control-cert.pem' } }),
      gateways: [{ name: 'gateway', secretFile: 'control.secret' }],
    },
  };
}

const ledgerKeyFile = (index: number): string => `ledger-key-${index + 1}.pem`;

export function gatewayFiles(topology: Topology, secrets: HubSecrets): ProcessFiles {
  const { clientId, secret, url } = topology.introspection;
  const names = members.map(({ name }) => name);
  return {
    'settings.json': json({
      host: topology.listen.host,
      port: topology.listen.gatewayPort,
      metricsPort: topology.metricsPort,
      cors: [topology.explorerOrigin],
      adHocSensitive: false,
      introspection: 'signed-in',
      ...(topology.docs !== null && { subscribeAt: `${topology.docs}/${SUBSCRIBE_PAGE}?plugin={plugin}` }),
      trustedDocuments: 'documents',
      trustedDocumentApps: QUESTION_APPS,
      identity: {
        issuer: topology.issuer,
        jwksUrl: topology.jwksUrl,
        keyCacheFile: topology.keyCacheFile,
        introspection: { clientId, secretFile: 'sign-on.secret', url },
      },
      hopKeyFile: 'hop-key.pem',
      countersFile: 'counters.url',
      rateLimits: RATE_LIMITS,
      registry: {
        url: topology.controlOrigin,
        secretFile: 'control.secret',
        rootKeysFile: 'root-keys.json',
        hopMasterFile: 'hop-master.secret',
        folder: topology.deliveryFolder,
        subjectSecretFile: 'ledger-subjects.secret',
      },
      sealing: [{ id: 'a', secretFile: 'sealing.secret' }],
      ledger: {
        folder: topology.ledgerFolder,
        keyFiles: secrets.keys.ledger.map((_, index) => ledgerKeyFile(index)),
        subjectSecretFile: 'ledger-subjects.secret',
        witness: 'registry',
      },
      subgraphs: Object.fromEntries(
        names.map((name) => [
          name,
          {
            url: `${topology.departmentOrigin(name)}/graphql`,
            tier: 'department',
            hop: { keyId: `${name}-1`, secretFile: `${name}.secret` },
          },
        ]),
      ),
    }),
    'hop-key.pem': secrets.hopKey,
    'counters.url': `${topology.redis}\n`,
    'root-keys.json': secrets.keys.root,
    'hop-master.secret': `${secrets.plugins.hopMaster}\n`,
    'control.secret': `${secrets.registry.control}\n`,
    'sign-on.secret': `${secret}\n`,
    // What NODE_EXTRA_CA_CERTS names.
    ...(topology.isControlOverTls && { 'control-cert.pem': secrets.controlTls.cert }),
    'sealing.secret': `${secrets.sealing}\n`,
    ...Object.fromEntries(topology.documents.map((text, index) => [`documents/${index + 1}.graphql`, text])),
    ...Object.fromEntries(secrets.keys.ledger.map((pem, index) => [ledgerKeyFile(index), pem])),
    'ledger-subjects.secret': `${secrets.ledger.subjects}\n`,
    ...Object.fromEntries(names.map((name) => [`${name}.secret`, `${hopSecretOf(name, secrets)}\n`])),
  };
}

/** Each department's account opens its own schema and no other. Safe to run again. */
export const databaseAccounts = (secrets: HubSecrets): string =>
  members.map(({ name }) => schemaAccount(name, secrets.departments[name]?.database ?? '')).join('\n');

/** SQL that makes the account of one schema, or gives it its password again. */
export function schemaAccount(name: string, password: string): string {
  const account = `'${accountOf(name)}'@'%'`;
  return [
    `create user if not exists ${account} identified by '${password}';`,
    `alter user ${account} identified by '${password}';`,
    // In a grant `_` stands for any character.
    `grant all privileges on \`citygraph\\_${name}\`.* to ${account};`,
  ].join('\n');
}

export const databaseUrl = (name: string, server: string, secrets: HubSecrets): string =>
  `mysql://${accountOf(name)}:${secrets.departments[name]?.database ?? ''}@${server}/citygraph_${name}`;

const accountOf = (name: string): string => `citygraph_${name}`;

function hopSecretOf(name: string, secrets: HubSecrets): string {
  const secret = secrets.departments[name]?.hop;
  if (!secret) throw new Error(`There is no hop secret of ${name}.`);
  return secret;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
