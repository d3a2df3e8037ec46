import { randomUUID } from 'node:crypto';
import Provider, { type Configuration, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Credentials } from '../realm/credentials.ts';
import type { Realm, RealmClient, RealmUser } from '../realm/realm.ts';
import { keycloakClaims, profileClaims } from './claims.ts';
import { endSessionAtOnce } from './end-session.ts';
import type { StandInKeys } from './keys.ts';
import { escapeHtml, PAGE_HEADERS, page } from './page.ts';
import type { Store } from './sqlite-store.ts';
import { storeAdapter } from './store-adapter.ts';

/** The audience of every access token, as the realm's audience mapper says. */
export const AUDIENCE = 'citygraph';
const RESOURCE = 'urn:citygraph:hub';
const SCOPES = 'openid profile email';

interface ProviderParts {
  readonly realm: Realm;
  readonly credentials: Credentials;
  readonly issuer: string;
  readonly keys: StandInKeys;
  readonly store: Store;
}

/** oidc-provider with Keycloak's paths, lifespans and claims, everything read from the realm file. */
export function keycloakLikeProvider({ realm, credentials, issuer, keys, store }: ProviderParts): Provider {
  const base = new URL(issuer).pathname;
  const users = new Map(realm.users.map((user) => [user.id, user]));
  const clients = new Map(realm.clients.map((client) => [client.clientId, client]));
  const clientOf = (id: string): RealmClient => {
    const client = clients.get(id);
    if (!client) throw new Error(`The realm has no client ${id}.`);
    return client;
  };
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.remove('native_client_prompt');

  const configuration: Configuration = {
    adapter: storeAdapter(store),
    clients: realm.clients.map((client) => clientMetadata(client, credentials)),
    jwks: keys.jwks as NonNullable<Configuration['jwks']>,
    cookies: {
      keys: keys.cookieKeys,
      short: { path: base, httpOnly: true, sameSite: 'lax', signed: true },
      long: { path: base, httpOnly: true, sameSite: 'lax', signed: true },
    },
    routes: {
      authorization: '/protocol/openid-connect/auth',
      token: '/protocol/openid-connect/token',
      jwks: '/protocol/openid-connect/certs',
      userinfo: '/protocol/openid-connect/userinfo',
      introspection: '/protocol/openid-connect/token/introspect',
      revocation: '/protocol/openid-connect/revoke',
      end_session: '/protocol/openid-connect/logout',
      device_authorization: '/protocol/openid-connect/auth/device',
      code_verification: '/device',
    },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'family_name', 'given_name'], email: [] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    clientBasedCORS: () => true,
    interactions: { policy, url: (_, { uid }) => `${base}/login/${uid}` },
    loadExistingGrant: grantEverything,
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: async () => false,
    ttl: {
      AccessToken: realm.accessTokenLifespan,
      ClientCredentials: realm.accessTokenLifespan,
      IdToken: realm.accessTokenLifespan,
      AuthorizationCode: 60,
      DeviceCode: realm.oauth2DeviceCodeLifespan,
      Grant: realm.ssoSessionMaxLifespan,
      Interaction: 600,
      RefreshToken: realm.ssoSessionMaxLifespan,
      Session: realm.ssoSessionMaxLifespan,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: async (ctx, form, _, error) =>
          say(ctx, 'Connect a device', userCodeForm(form, error !== undefined)),
        userCodeConfirmSource: async (ctx, form, client, __, userCode) =>
          say(
            ctx,
            'Connect this device?',
            `<p>${escapeHtml(client.clientName ?? client.clientId)} shows the code</p><p><code>${escapeHtml(userCode)}</code></p>${form}<button type="submit" form="op.deviceConfirmForm">Yes, it is mine</button>`,
          ),
        successSource: async (ctx) => say(ctx, 'Connected', '<p>You can go back to your device.</p>'),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => endSessionAtOnce(ctx, form, store, say),
        postLogoutSuccessSource: async (ctx) => say(ctx, 'Signed out', '<p>You can close this page.</p>'),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: SCOPES,
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: realm.accessTokenLifespan,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt(_, token, parts) {
          const client = clientOf(String(token.clientId));
          const user = 'accountId' in token ? (users.get(String(token.accountId)) ?? null) : null;
          const session = 'grantId' in token && token.grantId ? String(token.grantId) : randomUUID();
          parts.header = { typ: 'JWT' };
          Object.assign(parts.payload, keycloakClaims(realm, client, user), {
            sub: user?.id ?? `service-account-${client.clientId}`,
            sid: session,
            scope: user ? SCOPES : 'profile email',
          });
        },
      },
    },
    findAccount: (_, id, token) => {
      const user = users.get(id);
      const client = clients.get(String(token && 'clientId' in token ? token.clientId : ''));
      return (
        user && {
          accountId: id,
          claims: async () => ({ sub: id, ...(client ? profileClaims(client, user) : nameOf(user)) }),
        }
      );
    },
    renderError: async (ctx, { error, error_description: description }) =>
      say(ctx, 'This did not work', `<p class="alert" role="alert">${escapeHtml(description ?? error)}</p>`),
  };
  return new Provider(issuer, configuration);
}

const nameOf = ({ username, lastName, firstName }: RealmUser) => ({
  preferred_username: username,
  name: `${lastName}${firstName}`,
});

function clientMetadata(client: RealmClient, credentials: Credentials) {
  const device = client.attributes['oauth2.device.authorization.grant.enabled'] === 'true';
  const secret = credentials.clients[client.clientId];
  return {
    client_id: client.clientId,
    client_name: client.name ?? client.clientId,
    application_type: 'native' as const,
    token_endpoint_auth_method: client.publicClient ? ('none' as const) : ('client_secret_basic' as const),
    ...(secret === undefined ? {} : { client_secret: secret }),
    grant_types: [
      ...(client.standardFlowEnabled ? ['authorization_code', 'refresh_token'] : []),
      ...(client.serviceAccountsEnabled ? ['client_credentials'] : []),
      ...(device ? ['urn:ietf:params:oauth:grant-type:device_code'] : []),
    ],
    response_types: client.standardFlowEnabled ? ['code' as const] : [],
    // RFC 8252 §7.3: on loopback the port is the app's; oidc-provider ignores it for native apps.
    redirect_uris: client.standardFlowEnabled ? LOOPBACK : [],
    post_logout_redirect_uris: client.standardFlowEnabled ? LOOPBACK : [],
  };
}

const LOOPBACK = ['http://localhost/', 'http://127.0.0.1/', 'http://localhost/callback', 'http://127.0.0.1/callback'];

/** The realm's own apps need no consent: sign-in grants what they ask for. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, session, result, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const kept = known ? await provider.Grant.find(known) : undefined;
  if (kept) return kept;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(`${SCOPES} offline_access`);
  grant.addResourceScope(RESOURCE, SCOPES);
  await grant.save();
  return grant;
}

const userCodeForm = (form: string, wrong: boolean): string =>
  `${wrong ? '<p class="alert" role="alert">That code is not right, or has expired.</p>' : '<p>Type the code that your device shows.</p>'}${form}<button type="submit" form="op.deviceInputForm">Go on</button>`;

function say(ctx: KoaContextWithOIDC, title: string, body: string): void {
  ctx.set({ ...PAGE_HEADERS });
  ctx.body = page(title, body);
}
