import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningHub } from '../start-hub.ts';

/** Somebody with a token of their own, whom nobody signed on. */
export interface MadeUpCaller {
  readonly subject: string;
  ask(document: string): Promise<CallerAnswer>;
}

export interface CallerAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const HOUR_S = 3_600;
/** How many of them ask at the same moment. */
const AT_ONCE = 24;

/**
 * Callers for a test that needs more of them than the realm has people. Whoever has the data folder is the operator of the embedded provider, whose key is in it: so
 * the test signs as that provider does, tokens that are a demo person's but for whom they are about. The hub verifies them as any other.
 */
export async function makeUpCallers(hub: RunningHub, count: number): Promise<readonly MadeUpCaller[]> {
  const [head = '', body = ''] = (await hub.token('parent')).split('.');
  const header = decoded(head);
  // They are no residents: nobody's data is theirs.
  const { citygraph_resident: _, ...claims } = decoded(body);
  const key = signingKeyOf(hub.dataDir, String(header.kid));
  const now = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, (__, index) => {
    const subject = `made-up-${index}`;
    const payload = { ...claims, sub: subject, jti: randomUUID(), iat: now, exp: now + HOUR_S };
    const signed = `${head}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
    let token: string | null = null;
    return {
      subject,
      ask(document) {
        // Each when it is needed: thousands of signatures at once would stop this process for seconds.
        token ??= `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
        return ask(hub.origin, token, document);
      },
    };
  });
}

/** Asks in the name of each, a few at a time; in their order. */
export async function askEach<T>(
  callers: readonly MadeUpCaller[],
  question: (caller: MadeUpCaller) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    for (let index = next++; index < callers.length; index = next++)
      answers[index] = await question(callers[index] as MadeUpCaller);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return answers;
}

const decoded = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());

function signingKeyOf(dataDir: string, kid: string): KeyObject {
  const store = new DatabaseSync(join(dataDir, 'sign-on.sqlite'), { readOnly: true });
  try {
    const row = store.prepare("select payload from oidc where kind = 'Keys' and id = 'keys'").get();
    const { jwks } = JSON.parse(String(row?.payload)) as { jwks: { keys: (JsonWebKey & { kid: string })[] } };
    const jwk = jwks.keys.find((one) => one.kid === kid);
    if (!jwk) throw new Error(`The provider keeps no key ${kid}, by which it signed.`);
    return createPrivateKey({ key: jwk as never, format: 'jwk' });
  } finally {
    store.close();
  }
}

async function ask(origin: string, token: string, document: string): Promise<CallerAnswer> {
  const send = () =>
    fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: document }),
    });
  for (let time = 1; ; time += 1) {
    // A connection that was idle may be closed while a question is on its way; a query may be asked again (RFC 9112 §9.3.1).
    const response = await send().catch((error: unknown) => {
      if (isClosedSocket(error)) return send();
      throw error;
    });
    const after = Number(response.headers.get('retry-after') ?? 0);
    // The hub has more to do than it can, and says when to ask again: a busy machine is none of what is tried here.
    if (response.status !== 503 || after === 0 || time === MOST_TIMES) return (await response.json()) as CallerAnswer;
    await response.body?.cancel();
    await sleep(after * 1_000);
  }
}

/** How often somebody asks who is told to ask again. */
const MOST_TIMES = 30;

const isClosedSocket = (error: unknown): boolean =>
  error instanceof Error && (error.cause as { code?: string } | undefined)?.code === 'UND_ERR_SOCKET';
