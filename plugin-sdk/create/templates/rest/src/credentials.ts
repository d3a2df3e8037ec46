/** How this plugin shows the service that it may ask; `variable` of the environment holds the secret. */
export type Credential =
  | { readonly kind: 'bearer' | 'basic'; readonly variable: string }
  | { readonly kind: 'key'; readonly in: 'header' | 'query'; readonly name: string; readonly variable: string };

export interface Shown {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** What is sent for credentials of these names; nothing for one whose secret is not there. */
export function createCredentials(
  credentials: Readonly<Record<string, Credential>>,
  secrets: Readonly<Record<string, string>>,
): (names: readonly string[]) => Shown {
  return (names) => {
    const headers: Record<string, string> = {};
    const query: Record<string, string> = {};
    for (const name of names) {
      const credential = credentials[name];
      const secret = credential && secrets[credential.variable];
      if (!credential || !secret) continue;
      if (credential.kind === 'key') (credential.in === 'header' ? headers : query)[credential.name] = secret;
      else if (credential.kind === 'bearer') headers.authorization = `Bearer ${secret}`;
      // RFC 7617 §2: user and password, a colon between.
      else headers.authorization = `Basic ${Buffer.from(secret).toString('base64')}`;
    }
    return { headers, query };
  };
}
