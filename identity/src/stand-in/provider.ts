import Provider, { type Configuration, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Credentials } from '../realm/credentials.ts';
import { isLightweight, isPairwise } from '../realm/lightweight.ts';
import type { Realm, RealmClient } from '../realm/realm.ts';
import { audienceOf, keycloakClaims, personClaims, profileClaims, subjectFor } from './claims.ts';
import { endSessionAtOnce, type Say } from './end-session.ts';
import type { StandInKeys } from './keys.ts';
import { escapeHtml, page, pageHeaders, userCodePage } from './page.ts';
import { redirectAllowed } from './redirect-uri.ts';
import type { Store } from './sqlite-store.ts';
import { storeAdapter } from './store-adapter.ts';

/** The audience that every app's tokens have in common. */
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
    // Ours, not oidc-provider's, so it does not announce them itself.
    discovery: {
      userinfo_endpoint: `${issuer}/protocol/openid-connect/userinfo`,
      introspection_endpoint: `${issuer}/protocol/openid-connect/token/introspect`,
    },
    // The origins that the realm gives the app, as in Keycloak; its own pages ask without that.
    clientBasedCORS: (_, origin, { clientId }) =>
      origin === new URL(issuer).origin || clientOf(clientId).webOrigins.includes(origin),
    interactions: { policy, url: (_, { uid }) => `${base}/login/${uid}` },
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: async (_, accountId, { clientId }) => subjectFor(clientOf(clientId), accountId, credentials),
    loadExistingGrant: async (ctx) => {
      const {
        client,
        session,
        result,
        provider: { Grant },
      } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
      const kept = known ? await Grant.find(known) : undefined;
      if (kept || clientOf(client.clientId).consentRequired) return kept;
      const granted = grantFor(ctx.oidc.provider, clientOf(client.clientId), session.accountId);
      await granted.save();
      return granted;
    },
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: async () => true,
    ttl: {
      AccessToken: realm.accessTokenLifespan,
      ClientCredentials: realm.accessTokenLifespan,
      IdToken: realm.accessTokenLifespan,
      AuthorizationCode: 60,
      DeviceCode: realm.oauth2DeviceCodeLifespan,
      Grant: realm.ssoSessionMaxLifespan,
      Interaction: 600,
      RefreshToken: realm.ssoSessionIdleTimeout,
      Session: realm.ssoSessionMaxLifespan,
    },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: async (ctx, form, _, error) => show(ctx, userCodePage(form, error !== undefined)),
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
        logoutSource: (ctx, form) =>
          endSessionAtOnce(ctx, form, {
            store,
            say,
            subjectFor: (clientId, accountId) => subjectFor(clientOf(clientId), accountId, credentials),
          }),
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
          const session = 'grantId' in token && token.grantId ? { sid: String(token.grantId) } : {};
          parts.header = { typ: 'JWT' };
          Object.assign(parts.payload, keycloakClaims(client, user), {
            sub: user ? subjectFor(client, user.id, credentials) : `service-account-${client.clientId}`,
            aud: audienceOf(client),
            ...session,
            ...(isLightweight(client) && { client_id: undefined }),
            scope: user ? scopesOf(client) : scopesOf(client).replace(/^openid ?/, ''),
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
          claims: async () => ({ sub: id, ...(client ? profileClaims(client, user) : personClaims(user)) }),
        }
      );
    },
    renderError: async (ctx, { error, error_description: description }) =>
      say(ctx, 'This did not work', `<p class="alert" role="alert">${escapeHtml(description ?? error)}</p>`),
  };
  const provider = new Provider(issuer, configuration);
  provider.Client.prototype.redirectUriAllowed = function (address) {
    return redirectAllowed(clientOf(this.clientId).redirectUris, address);
  };
  // Keycloak's `+`: the same addresses as for sign-in.
  provider.Client.prototype.postLogoutRedirectUriAllowed = function (address) {
    const { attributes, redirectUris } = clientOf(this.clientId);
    const said = attributes['post.logout.redirect.uris'] ?? '';
    return redirectAllowed(said === '+' ? redirectUris : said.split('##').filter(Boolean), address);
  };
  return provider;
}

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
    ...(isPairwise(client) && { subject_type: 'pairwise' as const }),
    ...(isLightweight(client) && { scope: scopesOf(client) }),
    response_types: client.standardFlowEnabled ? ['code' as const] : [],
    // oidc-provider wants one that it understands; `redirectAllowed` judges by the realm's patterns.
    redirect_uris: client.standardFlowEnabled ? ['http://localhost/'] : [],
  };
}

/** Who asks the hub about people asks nothing of sign-on. */
const scopesOf = (client: RealmClient): string => (isLightweight(client) ? 'openid' : SCOPES);

/** Everything that an app may have: the city's own by signing in, others by the person's word. */
export function grantFor(provider: Provider, client: RealmClient, accountId: string) {
  const grant = new provider.Grant({ clientId: client.clientId, accountId });
  grant.addOIDCScope(isLightweight(client) ? 'openid' : `${SCOPES} offline_access`);
  grant.addResourceScope(RESOURCE, SCOPES);
  return grant;
}

function show(ctx: KoaContextWithOIDC, html: string, app?: string): void {
  ctx.set(pageHeaders(app));
  ctx.body = html;
}

const say: Say = (ctx, title, body, app) => show(ctx, page(title, body), app);
