import { displayName, type RealmClient, type RealmUser } from '../realm/realm.ts';

/** Claims that Keycloak's mappers would put into an access token for this user (null: the app itself) and app. */
export function keycloakClaims(client: RealmClient, user: RealmUser | null): Record<string, unknown> {
  const claims: Record<string, unknown> = {
    typ: 'Bearer',
    azp: client.clientId,
    realm_access: { roles: user?.realmRoles ?? [] },
    ...profileClaims(client, user),
  };
  for (const { protocolMapper, config } of client.protocolMappers) {
    const name = config['claim.name'] ?? '';
    if (protocolMapper === 'oidc-usermodel-attribute-mapper') {
      const [value] = user?.attributes[config['user.attribute'] ?? ''] ?? [];
      if (value !== undefined) claims[name] = value;
    } else if (protocolMapper === 'oidc-hardcoded-claim-mapper') {
      const value = config['claim.value'] ?? '';
      claims[name] = config['jsonType.label'] === 'JSON' ? JSON.parse(value) : value;
    }
  }
  return claims;
}

/** Whom the app's access tokens are for: every audience mapper's answer. */
export function audienceOf({ protocolMappers }: RealmClient): string[] {
  return protocolMappers
    .filter(({ protocolMapper }) => protocolMapper === 'oidc-audience-mapper')
    .flatMap(({ config }) => config['included.custom.audience'] ?? config['included.client.audience'] ?? []);
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
