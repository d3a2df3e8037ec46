import { createHmac, randomBytes } from 'node:crypto';
import { StartError } from '@citygraph/contract';
import { PAIRWISE } from './lightweight.ts';
import type { Realm, RealmClient } from './realm.ts';

/** Passwords of demo users by handle, secrets of confidential clients by id. Made at first start, never committed. */
export interface Credentials {
  readonly users: Readonly<Record<string, string>>;
  readonly clients: Readonly<Record<string, string>>;
}

/** 96 bits for people who copy them, 192 for machines. */
export function generateCredentials({ users, clients }: Realm): Credentials {
  const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');
  return {
    users: Object.fromEntries(users.map(({ username }) => [username, secret(12)])),
    clients: Object.fromEntries(
      clients.filter((client) => !client.publicClient).map(({ clientId }) => [clientId, secret(24)]),
    ),
  };
}

/** The realm as Keycloak imports it, with credentials put in; write it nowhere but into a private folder. */
export function realmWithCredentials(realm: Realm, credentials: Credentials): Record<string, unknown> {
  return {
    ...realm,
    users: realm.users.map((user) => ({
      ...user,
      credentials: [{ type: 'password', value: credentials.users[user.username], temporary: false }],
    })),
    clients: realm.clients.map((client) => {
      const secret = credentials.clients[client.clientId];
      const salted = withSalt(client, credentials);
      return secret === undefined ? salted : { ...salted, secret };
    }),
  };
}

/** What keeps an app's `sub` of a person from being worked out by others: as secret and as lasting as the credentials. */
export const pairwiseSalt = (clientId: string, { clients }: Credentials): string =>
  createHmac('sha256', clients['citygraph-gateway'] ?? '')
    .update(`pairwise sub ${clientId}`)
    .digest('base64url');

function withSalt(client: RealmClient, credentials: Credentials): RealmClient {
  const pairwiseSubAlgorithmSalt = pairwiseSalt(client.clientId, credentials);
  return {
    ...client,
    protocolMappers: client.protocolMappers.map((mapper) =>
      mapper.protocolMapper === PAIRWISE
        ? { ...mapper, config: { ...mapper.config, pairwiseSubAlgorithmSalt } }
        : mapper,
    ),
  };
}

/** Credentials kept from an earlier realm may lack somebody: say whom. */
export function assertCredentials(realm: Realm, { users, clients }: Credentials): void {
  const lacking = [
    ...realm.users.filter(({ username }) => !users[username]).map(({ username }) => username),
    ...realm.clients.filter((client) => !client.publicClient && !clients[client.clientId]).map((c) => c.clientId),
  ];
  if (lacking.length === 0) return;
  throw new StartError(
    `The credentials have none for ${lacking.join(', ')}: remove their file, and the next start makes new ones.`,
  );
}
