import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Credentials } from '../realm/credentials.ts';
import { isLightweight } from '../realm/lightweight.ts';
import type { Realm, RealmClient, RealmUser } from '../realm/realm.ts';
import { introspectedClaims, profileClaims } from './claims.ts';
import type { StandInKeys } from './keys.ts';
import { AUDIENCE } from './provider.ts';
import { sameSecret } from './sign-in-route.ts';
import type { Store } from './sqlite-store.ts';

interface ResourceParts {
  readonly realm: Realm;
  readonly credentials: Credentials;
  readonly issuer: string;
  readonly keys: StandInKeys;
  readonly store: Store;
}

/** Userinfo and introspection of our access tokens; oidc-provider's own refuse tokens made for an audience. */
export function resourceEndpoints({ realm, credentials, issuer, keys, store }: ResourceParts) {
  const publicKeys = { keys: keys.jwks.keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use })) };
  const local = createLocalJWKSet(publicKeys as Parameters<typeof createLocalJWKSet>[0]);
  /** What is known of a token that is still good: signed, unexpired, and its session not ended. */
  const living = async (token: string): Promise<Living | null> => {
    try {
      const { payload } = await jwtVerify(token, local, { issuer, audience: AUDIENCE, algorithms: ['RS256'] });
      const client = realm.clients.find(({ clientId }) => clientId === payload.azp);
      if (!client) return null;
      if (payload.sid === undefined) return { payload, client, user: null };
      const grant = store.get('Grant', String(payload.sid));
      const user = realm.users.find(({ id }) => id === grant?.accountId);
      return user ? { payload, client, user } : null;
    } catch {
      return null;
    }
  };

  return {
    async userinfo(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const known = await living(/^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '');
      // As Keycloak: whom such a token is about is said to the gateway alone.
      if (!known?.user || isLightweight(known.client)) {
        res.setHeader('www-authenticate', 'Bearer error="invalid_token"');
        return json(res, 401, { error: 'invalid_token' });
      }
      json(res, 200, { sub: known.user.id, ...profileClaims(known.client, known.user) });
    },
    async introspect(req: IncomingMessage, res: ServerResponse, form: URLSearchParams): Promise<void> {
      const asker = clientOf(req, form, credentials);
      if (asker === null) return json(res, 401, { error: 'invalid_client' });
      const known = await living(form.get('token') ?? '');
      // Whom a token is not for learns nothing from it, not even the app that it was given to.
      if (!known || ![known.payload.aud].flat().includes(asker)) return json(res, 200, { active: false });
      json(res, 200, { ...known.payload, ...introspectedClaims(known.client, known.user), active: true });
    },
  };
}

interface Living {
  readonly payload: JWTPayload;
  readonly client: RealmClient;
  /** null: the app itself. */
  readonly user: RealmUser | null;
}

/** Which confidential client asks; null: none. */
function clientOf(req: IncomingMessage, form: URLSearchParams, { clients }: Credentials): string | null {
  const basic = /^Basic (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':')
    : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  return id && sameSecret(secret ?? '', Object.hasOwn(clients, id) ? clients[id] : undefined) ? id : null;
}

export function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify(body));
}
