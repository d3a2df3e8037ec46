import { setTimeout as sleep } from 'node:timers/promises';
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
/** Judging a document takes seconds, on a busy machine many. */
const ANSWER_MS = 120_000;
/** A hub that has too much to do says so before it does anything: the same is asked again for so long. */
const PATIENCE_MS = 60_000;
const TURNED_AWAY: ReadonlySet<string> = new Set(['OVERLOADED', 'RATE_LIMITED']);

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
  const askOnce = async <T>(person: string, document: string, variables: object): Promise<T> => {
    signal.throwIfAborted();
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(person)}` },
      body: JSON.stringify({ query: document, variables }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    const { data, errors } = (await response.json()) as Answer;
    const [error] = errors ?? [];
    if (error) throw new Refused(error.message, error.extensions?.code);
    return Object.values(data ?? {})[0] as T;
  };
  return {
    async ask<T>(person: string, document: string, variables = {}): Promise<T> {
      for (const until = Date.now() + PATIENCE_MS; ; await sleep(1_000, undefined, { signal })) {
        try {
          return await askOnce<T>(person, document, variables);
        } catch (error) {
          const isTurnedAway = error instanceof Refused && TURNED_AWAY.has(error.code ?? '');
          if (!isTurnedAway || Date.now() > until) throw error;
        }
      }
    },
  };
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}
