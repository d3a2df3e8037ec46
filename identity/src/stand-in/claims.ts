import { createHmac } from 'node:crypto';
import { type Credentials, pairwiseSalt } from '../realm/credentials.ts';
import { isLightweight, isPairwise } from '../realm/lightweight.ts';
import { displayName, type RealmClient, type RealmUser } from '../realm/realm.ts';

/** Claims that Keycloak's mappers would put into an access token for this user (null: the app itself) and app. */
export function keycloakClaims(client: RealmClient, user: RealmUser | null): Record<string, unknown> {
  const said = { typ: 'Bearer', azp: client.clientId };
  return isLightweight(client)
    ? { ...said, ...mappedClaims(client, user, 'lightweight.claim') }
    : {
        ...said,
        realm_access: { roles: user?.realmRoles ?? [] },
        ...profileClaims(client, user),
        ...mappedClaims(client, user, 'access.token.claim'),
      };
}

/** What introspection says besides the token itself. */
export const introspectedClaims = (client: RealmClient, user: RealmUser | null): Record<string, unknown> => ({
  realm_access: { roles: user?.realmRoles ?? [] },
  client_id: client.clientId,
  ...mappedClaims(client, user, 'introspection.token.claim'),
});

function mappedClaims(
  { protocolMappers }: RealmClient,
  user: RealmUser | null,
  where: 'access.token.claim' | 'lightweight.claim' | 'introspection.token.claim',
): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const { protocolMapper, config } of protocolMappers) {
    if (config[where] !== 'true') continue;
    const name = config['claim.name'] ?? '';
    if (protocolMapper === 'oidc-usermodel-attribute-mapper') {
      const [value] = user?.attributes[config['user.attribute'] ?? ''] ?? [];
      if (value !== undefined) claims[name] = value;
    } else if (protocolMapper === 'oidc-usermodel-property-mapper') {
      if (user && config['user.attribute'] === 'id') claims[name] = user.id;
    } else if (protocolMapper === 'oidc-hardcoded-claim-mapper') {
      const value = config['claim.value'] ?? '';
      claims[name] = config['jsonType.label'] === 'String' ? value : JSON.parse(value);
    }
  }
  return claims;
}

/** Whom the app's access tokens are for: every audience mapper's answer. */
export function audienceOf(client: RealmClient): string[] {
  const where = isLightweight(client) ? 'lightweight.claim' : 'access.token.claim';
  return client.protocolMappers
    .filter(({ protocolMapper, config }) => protocolMapper === 'oidc-audience-mapper' && config[where] === 'true')
    .flatMap(({ config }) => config['included.custom.audience'] ?? config['included.client.audience'] ?? []);
}

/** By what name an app knows a person. */
export function subjectFor(client: RealmClient, userId: string, credentials: Credentials): string {
  if (!isPairwise(client)) return userId;
  return createHmac('sha256', pairwiseSalt(client.clientId, credentials)).update(userId).digest('base64url');
}

export function profileClaims(client: RealmClient, user: RealmUser | null): Record<string, unknown> {
  return user
    ? personClaims(user)
    : { preferred_username: `service-account-${client.clientId}`, client_id: client.clientId };
}

export function personClaims(user: RealmUser): Record<string, unknown> {
  return {
    preferred_username: user.username,
    name: displayName(user),
    family_name: user.lastName,
    given_name: user.firstName,
  };
}
