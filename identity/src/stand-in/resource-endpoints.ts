import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Credentials } from '../realm/credentials.ts';
import type { Realm } from '../realm/realm.ts';
import { profileClaims } from './claims.ts';
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
  /** The claims of a token that is still good: signed, unexpired, and its session not ended. */
  const living = async (token: string): Promise<JWTPayload | null> => {
    try {
      const { payload } = await jwtVerify(token, local, { issuer, audience: AUDIENCE, algorithms: ['RS256'] });
      const service = String(payload.sub).startsWith('service-account-');
      return service || store.get('Grant', String(payload.sid)) ? payload : null;
    } catch {
      return null;
    }
  };

  return {
    async userinfo(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const payload = await living(/^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '');
      const user = realm.users.find(({ id }) => id === payload?.sub);
      const client = realm.clients.find(({ clientId }) => clientId === payload?.azp);
      if (!user || !client) {
        res.setHeader('www-authenticate', 'Bearer error="invalid_token"');
        return json(res, 401, { error: 'invalid_token' });
      }
      json(res, 200, { sub: user.id, ...profileClaims(client, user) });
    },
    async introspect(req: IncomingMessage, res: ServerResponse, form: URLSearchParams): Promise<void> {
      if (!isClient(req, form, credentials)) return json(res, 401, { error: 'invalid_client' });
      const payload = await living(form.get('token') ?? '');
      json(res, 200, payload ? { active: true, ...payload } : { active: false });
    },
  };
}

function isClient(req: IncomingMessage, form: URLSearchParams, { clients }: Credentials): boolean {
  const basic = /^Basic (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':')
    : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  return sameSecret(secret ?? '', Object.hasOwn(clients, id ?? '') ? clients[id ?? ''] : undefined);
}

export function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify(body));
}
