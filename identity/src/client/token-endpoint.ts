export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** Seconds. */
  readonly expiresIn: number;
  /** The browser's cookies after a scripted sign-in, for ending its session; none otherwise. */
  readonly cookies?: readonly string[];
}

/** An answer of the sign-on that is no token; `code` is its OAuth error. */
export class SignOnError extends Error {
  override name = 'SignOnError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const endpoint = (issuer: string, path: string): string => `${issuer}/protocol/openid-connect/${path}`;

export async function postForm(
  url: string,
  fields: Readonly<Record<string, string>>,
  secret?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(secret === undefined
        ? {}
        : { authorization: `Basic ${Buffer.from(`${fields.client_id}:${secret}`).toString('base64')}` }),
    },
    body: new URLSearchParams(fields),
  });
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return body;
  const code = String(body.error ?? response.status);
  throw new SignOnError(code, `The sign-on refused (${code}): ${body.error_description ?? 'no reason given'}.`);
}

/** Asks the token endpoint; a confidential client gives its secret. */
export async function requestTokens(
  issuer: string,
  fields: Readonly<Record<string, string>>,
  secret?: string,
): Promise<Tokens> {
  const body = await postForm(endpoint(issuer, 'token'), fields, secret);
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    accessToken: text(body.access_token) ?? '',
    refreshToken: text(body.refresh_token),
    idToken: text(body.id_token),
    expiresIn: Number(body.expires_in ?? 0),
  };
}
