import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StartError } from '@citygraph/contract';
import { z } from 'zod';

const mapper = z.looseObject({
  name: z.string(),
  protocolMapper: z.string(),
  config: z.record(z.string(), z.string()),
});

const client = z.looseObject({
  clientId: z.string(),
  name: z.string().optional(),
  publicClient: z.boolean(),
  standardFlowEnabled: z.boolean(),
  serviceAccountsEnabled: z.boolean(),
  consentRequired: z.boolean().optional(),
  redirectUris: z.array(z.string()),
  webOrigins: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  protocolMappers: z.array(mapper),
});

const user = z.looseObject({
  id: z.string(),
  username: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  attributes: z.record(z.string(), z.array(z.string())),
  realmRoles: z.array(z.string()),
});

const realm = z.looseObject({
  realm: z.string(),
  accessTokenLifespan: z.number(),
  ssoSessionIdleTimeout: z.number(),
  ssoSessionMaxLifespan: z.number(),
  oauth2DeviceCodeLifespan: z.number(),
  roles: z.object({ realm: z.array(z.looseObject({ name: z.string() })) }),
  clients: z.array(client),
  users: z.array(user),
});

/** The part of Keycloak's realm export that the stand-in reads; the rest is kept for Keycloak. */
export type Realm = z.infer<typeof realm>;
export type RealmClient = z.infer<typeof client>;
export type RealmUser = z.infer<typeof user>;

/** The one realm file, for Keycloak's import and for the stand-in alike. It holds no credential. */
export const REALM_FILE = fileURLToPath(new URL('../../citygraph-realm.json', import.meta.url));

export function loadRealm(file = REALM_FILE): Realm {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError(`The realm file ${file} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
  const { success, data, error } = realm.safeParse(content);
  if (success) return data;
  const [issue] = error.issues;
  throw new StartError(`The realm file ${file} is no realm: ${issue?.path.join('.')}: ${issue?.message}.`);
}

/** Name of the person as written here: surname first. */
export const displayName = ({ lastName, firstName }: RealmUser): string => `${lastName}${firstName}`;
