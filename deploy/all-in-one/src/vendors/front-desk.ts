import { type Credentials, signIn } from '@citygraph/identity';

/** The registry as people meet it: GraphQL over HTTP at the hub's one endpoint, with a token of their own. */
export interface FrontDesk {
  /** Answers the operation's one field. @throws Error with the hub's sentence and its code */
  ask<T>(person: string, document: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
}

export interface FrontDeskOptions {
  readonly origin: string;
  readonly issuer: string;
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
}

/** What the hub said no to. */
export class Refused extends Error {
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/** Tokens live for minutes; nobody keeps one for longer than this. */
const TOKEN_MS = 120_000;

export function frontDesk({ origin, issuer, credentials, signal }: FrontDeskOptions): FrontDesk {
  const tokens = new Map<string, { readonly token: string; readonly since: number }>();
  const tokenOf = async (person: string): Promise<string> => {
    const known = tokens.get(person);
    if (known && Date.now() - known.since < TOKEN_MS) return known.token;
    const password = credentials.users[person];
    if (password === undefined) throw new Error(`the password of ${person} is not known here`);
    const { accessToken } = await signIn({ issuer, username: person, password });
    tokens.set(person, { token: accessToken, since: Date.now() });
    return accessToken;
  };
  return {
    async ask<T>(person: string, document: string, variables = {}): Promise<T> {
      signal.throwIfAborted();
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(person)}` },
        body: JSON.stringify({ query: document, variables }),
        signal,
      });
      const { data, errors } = (await response.json()) as Answer;
      const [error] = errors ?? [];
      if (error) throw new Refused(error.message, error.extensions?.code);
      return Object.values(data ?? {})[0] as T;
    },
  };
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}
