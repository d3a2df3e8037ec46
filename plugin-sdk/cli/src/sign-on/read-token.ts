/** What an access token says of itself. Nobody verified it here: it is shown, never judged by. */
export interface TokenClaims {
  readonly subject: string | null;
  readonly name: string | null;
  readonly issuer: string | null;
  readonly app: string | null;
  readonly roles: readonly string[];
  /** ISO 8601. */
  readonly expiresAt: string | null;
}

export function readToken(token: string): TokenClaims | null {
  try {
    const said = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    const roles: unknown = said.realm_access?.roles;
    return {
      subject: text(said.sub),
      name: text(said.preferred_username) ?? text(said.name),
      issuer: text(said.iss),
      app: text(said.azp),
      roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
      expiresAt: typeof said.exp === 'number' ? new Date(said.exp * 1000).toISOString() : null,
    };
  } catch {
    return null;
  }
}
