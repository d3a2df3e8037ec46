import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credentials } from '../realm/credentials.ts';
import { type Realm, RealmError } from '../realm/realm.ts';
import { attempts } from './attempts.ts';
import { standInKeys } from './keys.ts';
import { PAGE_HEADERS, page, signInPage } from './page.ts';
import { keycloakLikeProvider } from './provider.ts';
import { json, resourceEndpoints } from './resource-endpoints.ts';
import { openStore } from './sqlite-store.ts';

export interface StandInOptions {
  readonly realm: Realm;
  readonly credentials: Credentials;
  /** `http://localhost:4000/realms/citygraph`: where it is mounted, and the `iss` of its tokens. */
  readonly issuer: string;
  /** SQLite file with keys and sessions. */
  readonly storeFile: string;
}

export interface StandIn {
  /** Answers everything under the issuer's path. */
  handler(req: IncomingMessage, res: ServerResponse): Promise<void>;
  close(): void;
}

const FORM_LIMIT = 64 * 1024;

/** The embedded OpenID provider: Keycloak's paths and tokens, from the same realm file, in this process. */
export async function createStandIn({ realm, credentials, issuer, storeFile }: StandInOptions): Promise<StandIn> {
  if (!URL.canParse(issuer) || !new URL(issuer).pathname.startsWith('/realms/')) {
    throw new RealmError(
      `The issuer "${issuer}" is not usable: give an address like http://localhost:4000/realms/citygraph.`,
    );
  }
  const { pathname: base } = new URL(issuer);
  const store = openStore(storeFile);
  const keys = await standInKeys(store);
  const parts = { realm, credentials, issuer, keys, store };
  const provider = keycloakLikeProvider(parts);
  const callback = provider.callback();
  const resources = resourceEndpoints(parts);
  const tries = attempts();

  const signIn = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { uid, params } = await provider.interactionDetails(req, res);
    const app = realm.clients.find(({ clientId }) => clientId === params.client_id);
    const show = (status: number, error?: string): void => {
      res.writeHead(status, PAGE_HEADERS);
      res.end(
        signInPage({
          action: `${base}/login/${uid}`,
          app: app?.name ?? String(params.client_id),
          ...(error ? { error } : {}),
        }),
      );
    };
    if (req.method !== 'POST') return show(200);
    const form = await readForm(req);
    const username = form.get('username') ?? '';
    const wait = tries.wait(username);
    if (wait > 0) return show(429, `Too many tries. Wait ${wait} s, then try again.`);
    const user = realm.users.find((candidate) => candidate.username === username);
    if (!user || !matches(form.get('password') ?? '', credentials.users[username])) {
      tries.failed(username);
      return show(401, 'User or password is not right.');
    }
    tries.succeeded(username);
    await provider.interactionFinished(req, res, { login: { accountId: user.id } }, { mergeWithLastSubmission: false });
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
        if (!(req.url ?? '').startsWith(`${base}/`)) return json(res, 404, { error: 'Realm does not exist' });
        await route(req, res);
      } catch (error) {
        if (res.headersSent) res.destroy();
        else if (error instanceof Error && error.name === 'SessionNotFound') {
          res.writeHead(400, PAGE_HEADERS);
          res.end(page('This page has expired', '<p>Go back to the app and sign in again.</p>'));
        } else json(res, 500, { error: 'server_error' });
      }
    },
    close: () => store.close(),
  };
}

function matches(given: string, expected: string | undefined): boolean {
  if (expected === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of req) {
    text += chunk;
    if (text.length > FORM_LIMIT) throw new Error('The form is too large.');
  }
  return new URLSearchParams(text);
}
