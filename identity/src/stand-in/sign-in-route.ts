import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Credentials } from '../realm/credentials.ts';
import type { Realm } from '../realm/realm.ts';
import { attempts } from './attempts.ts';
import { consentPage, pageHeaders, signInPage } from './page.ts';
import { grantFor } from './provider.ts';
import { readForm } from './read-form.ts';

interface SignInParts {
  readonly provider: Provider;
  readonly realm: Realm;
  readonly credentials: Credentials;
  readonly base: string;
}

/**
 * The sign-in page and its form. Its address holds an unguessable id that only the browser which began the sign-in has a cookie for,
 * so that no other page can post to it.
 */
export function signInRoute({ provider, realm, credentials, base }: SignInParts) {
  const tries = attempts();

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { uid, params, prompt, session } = await provider.interactionDetails(req, res);
    const client = realm.clients.find(({ clientId }) => clientId === params.client_id);
    const app = client?.name ?? String(params.client_id);
    if (prompt.name === 'consent' && client && session) {
      if (req.method !== 'POST') {
        res.writeHead(200, pageHeaders(String(params.redirect_uri ?? '')));
        res.end(consentPage({ action: `${base}/login/${uid}`, app }));
        return;
      }
      if (!(await readForm(req)).has('accept')) {
        return provider.interactionFinished(req, res, { error: 'access_denied' }, { mergeWithLastSubmission: false });
      }
      const grantId = await grantFor(provider, client, session.accountId).save();
      return provider.interactionFinished(req, res, { consent: { grantId } }, { mergeWithLastSubmission: true });
    }
    const show = (status: number, error?: string, headers: Record<string, string> = {}): void => {
      res.writeHead(status, { ...pageHeaders(String(params.redirect_uri ?? '')), ...headers });
      res.end(signInPage({ action: `${base}/login/${uid}`, app, ...(error ? { error } : {}) }));
    };
    if (req.method !== 'POST') return show(200);
    const form = await readForm(req);
    const username = form.get('username') ?? '';
    const wait = tries.wait(username);
    if (wait > 0) return show(429, `Too many tries. Wait ${wait} s, then try again.`, { 'retry-after': `${wait}` });
    const user = realm.users.find((candidate) => candidate.username === username);
    if (!user || !sameSecret(form.get('password') ?? '', credentials.users[user.username])) {
      tries.failed(username);
      return show(401, 'User or password is not right.');
    }
    tries.succeeded(username);
    await provider.interactionFinished(req, res, { login: { accountId: user.id } }, { mergeWithLastSubmission: false });
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares without telling by its time how much was right. */
export function sameSecret(given: string, expected: string | undefined): boolean {
  return expected !== undefined && timingSafeEqual(digest(given), digest(expected));
}
