import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertCredentials, type Credentials } from '../realm/credentials.ts';
import { parseIssuer } from '../realm/issuer.ts';
import type { Realm } from '../realm/realm.ts';
import { publicKeyOf, standInKeys } from './keys.ts';
import { page, pageHeaders } from './page.ts';
import { keycloakLikeProvider } from './provider.ts';
import { readForm } from './read-form.ts';
import { json, resourceEndpoints } from './resource-endpoints.ts';
import { signInRoute } from './sign-in-route.ts';
import { openStore } from './sqlite-store.ts';

export interface StandInOptions {
  readonly realm: Realm;
  readonly credentials: Credentials;
  /** `http://localhost:4000/realms/citygraph`: where it is mounted, and the `iss` of its tokens. */
  readonly issuer: string;
  /** SQLite file with keys and sessions; only its owner can read it. */
  readonly storeFile: string;
  /** Told of failures that are not the caller's. */
  readonly log?: (line: object) => void;
}

export interface StandIn {
  /** Answers everything under the issuer's path. */
  handler(req: IncomingMessage, res: ServerResponse): Promise<void>;
  close(): void;
}

/** The embedded OpenID provider: Keycloak's paths and tokens, from the same realm file, in this process. */
export async function createStandIn({
  realm,
  credentials,
  issuer,
  storeFile,
  log = () => {},
}: StandInOptions): Promise<StandIn> {
  const { pathname: base, host } = parseIssuer(issuer);
  assertCredentials(realm, credentials);
  const store = openStore(storeFile);
  const keys = await standInKeys(store);
  const parts = { realm, credentials, issuer, keys, store };
  const provider = keycloakLikeProvider(parts);
  provider.on('server_error', (_, error) => log({ event: 'sign-on.error', error: error.message }));
  const callback = provider.callback();
  const signIn = signInRoute({ provider, realm, credentials, base });
  const resources = resourceEndpoints(parts);

  /** What Keycloak says of a realm to anybody. */
  const realmFacts = {
    realm: realm.realm,
    public_key: publicKeyOf(keys),
    'token-service': `${issuer}/protocol/openid-connect`,
    'account-service': `${issuer}/account`,
    'tokens-not-before': 0,
  };

  const route = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = new URL(req.url ?? '/', issuer).pathname.slice(base.length);
    if (path.startsWith('/login/')) return signIn(req, res);
    if (path === '/protocol/openid-connect/userinfo') return resources.userinfo(req, res);
    if (path === '/protocol/openid-connect/token/introspect')
      return resources.introspect(req, res, await readForm(req));
    Object.assign(req, { originalUrl: req.url });
    req.url = (req.url ?? '').slice(base.length) || '/';
    await callback(req, res);
  };

  return {
    async handler(req, res) {
      try {
        const path = (req.url ?? '').split('?', 1)[0];
        if (path === base) return json(res, 200, realmFacts);
        if (!path?.startsWith(`${base}/`)) return json(res, 404, { error: 'Realm does not exist' });
        // Addresses in its answers are the issuer's, by whatever name it was reached.
        req.headers.host = host;
        await route(req, res);
      } catch (error) {
        if (res.headersSent) res.destroy();
        else if (error instanceof Error && error.name === 'SessionNotFound') {
          res.writeHead(400, pageHeaders());
          res.end(page('This page has expired', '<p>Go back to the app and sign in again.</p>'));
        } else if (error instanceof Error && error.name === 'FormTooLarge') {
          res.setHeader('connection', 'close');
          json(res, 413, { error: 'invalid_request', error_description: error.message });
        } else {
          log({ event: 'sign-on.error', error: error instanceof Error ? error.message : String(error) });
          json(res, 500, { error: 'server_error' });
        }
      }
    },
    close: () => store.close(),
  };
}
