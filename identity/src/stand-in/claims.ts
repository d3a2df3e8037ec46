import { displayName, purposesOf, type Realm, type RealmClient, type RealmUser } from '../realm/realm.ts';

/** Claims that Keycloak's mappers would put into an access token for this user (null: the app itself) and app. */
export function keycloakClaims(realm: Realm, client: RealmClient, user: RealmUser | null): Record<string, unknown> {
  const attribute = (name: string): Record<string, string> => {
    const [value] = user?.attributes[name] ?? [];
    return value === undefined ? {} : { [name]: value };
  };
  return {
    typ: 'Bearer',
    azp: client.clientId,
    realm_access: { roles: [...(user?.realmRoles ?? []), `default-roles-${realm.realm}`] },
    citygraph_purposes: purposesOf(client),
    ...profileClaims(client, user),
    ...attribute('citygraph_resident'),
    ...attribute('citygraph_agency'),
    ...attribute('citygraph_division'),
  };
}

export function profileClaims(client: RealmClient, user: RealmUser | null): Record<string, unknown> {
  return user
    ? {
        preferred_username: user.username,
        name: displayName(user),
        family_name: user.lastName,
        given_name: user.firstName,
      }
    : { preferred_username: `service-account-${client.clientId}`, client_id: client.clientId };
}
