import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { textOf, visitor } from './browserless.ts';
import { endpoint, postForm, requestTokens, SignOnError, type Tokens } from './token-endpoint.ts';

/** Where a scripted sign-in "listens": loopback, never opened; the code is read off the redirect. */
const REDIRECT = 'http://127.0.0.1/callback';

export interface SignInOptions {
  readonly issuer: string;
  readonly username: string;
  readonly password: string;
  readonly clientId?: string;
  /** Of a confidential client. */
  readonly clientSecret?: string;
  readonly scope?: string;
}

/** Authorization code with PKCE, filling in the provider's own form: the same against the stand-in and Keycloak. */
export async function signIn({
  issuer,
  username,
  password,
  clientId = 'citygraph-cli',
  clientSecret,
  scope = 'openid',
}: SignInOptions): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const browser = visitor(REDIRECT);
  const form = await browser.get(`${endpoint(issuer, 'auth')}?${query}`);
  const signed = form.url.startsWith(REDIRECT) ? form : await browser.submit(form, { username, password });
  // Apps that are not the city's own ask whether the person wants that.
  const done = /name="accept"/.test(signed.html) ? await browser.submit(signed, { accept: 'Yes' }) : signed;
  if (!done.url.startsWith(REDIRECT))
    throw new SignOnError('access_denied', `${username} was not signed in: ${textOf(done.html)}`);
  const answer = new URL(done.url).searchParams;
  const code = answer.get('code');
  if (!code)
    throw new SignOnError(
      answer.get('error') ?? 'no_code',
      `No code came back: ${answer.get('error_description') ?? done.url}`,
    );
  if (answer.get('state') !== state) throw new SignOnError('state_mismatch', 'The answer belongs to another sign-in.');
  const exchange = {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    code,
    code_verifier: verifier,
  };
  const tokens = await requestTokens(issuer, exchange, clientSecret);
  return { ...tokens, cookies: browser.cookies() };
}

/** Signs out as an app does it in the person's browser, whose cookies `signIn` gave. */
export async function logout(issuer: string, idToken: string, cookies: readonly string[]): Promise<void> {
  const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: REDIRECT });
  const { url, status, html } = await visitor(REDIRECT, cookies).get(`${endpoint(issuer, 'logout')}?${query}`);
  if (!url.startsWith(REDIRECT)) throw new SignOnError(String(status), `The sign-out was not done: ${textOf(html)}`);
}

/** Device flow, both halves: asks for a code, approves it as the person would, and polls. */
export async function deviceSignIn({
  issuer,
  username,
  password,
  clientId = 'citygraph-cli',
  scope = 'openid profile',
}: SignInOptions): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const asked = await postForm(endpoint(issuer, 'auth/device'), {
    client_id: clientId,
    scope,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const address = String(asked.verification_uri_complete ?? asked.verification_uri);
  await approveDevice(address, { username, password, userCode: String(asked.user_code) });
  const poll = Number(asked.interval ?? 5) * 1000;
  for (let tries = 0; ; tries++) {
    try {
      return await requestTokens(issuer, {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: clientId,
        device_code: String(asked.device_code),
        code_verifier: verifier,
      });
    } catch (error) {
      if (!(error instanceof SignOnError) || error.code !== 'authorization_pending' || tries >= 5) throw error;
      await sleep(poll);
    }
  }
}

/** The person's half of the device flow: signs in where the device said, types its code, and says yes. */
export async function approveDevice(
  address: string,
  known: { readonly username: string; readonly password: string; readonly userCode: string },
): Promise<void> {
  const browser = visitor('about:nowhere');
  let at = await browser.get(address);
  for (let page = 0; page < 5 && /<form/i.test(at.html); page++) {
    at = await browser.submit(at, deviceFields(at.html, known));
  }
}

/** Fills in whichever page of the device flow is shown: sign-in, code, or consent. */
function deviceFields(
  html: string,
  known: { readonly username: string; readonly password: string; readonly userCode: string },
): Record<string, string> {
  if (/name="password"/.test(html)) return { username: known.username, password: known.password };
  if (/name="device_user_code"/.test(html)) return { device_user_code: known.userCode };
  if (/name="accept"/.test(html)) return { accept: 'Yes' };
  if (/name="confirm"/.test(html)) return {};
  return { user_code: known.userCode };
}

/** A service's own token. */
export const clientCredentials = (issuer: string, clientId: string, secret: string): Promise<Tokens> =>
  requestTokens(issuer, { grant_type: 'client_credentials', client_id: clientId }, secret);

/** New tokens for a refresh token, which is used up by that. */
export const refresh = (
  issuer: string,
  refreshToken: string,
  clientId = 'citygraph-cli',
  clientSecret?: string,
): Promise<Tokens> =>
  requestTokens(
    issuer,
    { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken },
    clientSecret,
  );

/** Whether the sign-on still stands behind a token (RFC 7662). */
export async function isActive(issuer: string, token: string, clientId: string, secret: string): Promise<boolean> {
  return (await postForm(endpoint(issuer, 'token/introspect'), { client_id: clientId, token }, secret)).active === true;
}
