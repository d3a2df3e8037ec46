import {
  ANONYMOUS_VIEWER,
  generateHopSecret,
  generateSigningKey,
  type HopVerification,
  signHopRequest,
  signHopToken,
  type Viewer,
} from '@citygraph/contract';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { data?: Record<string, unknown> | null; errors?: ReplyError[]; extensions?: unknown };
}

export interface ReplyError {
  readonly message: string;
  readonly path?: readonly unknown[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface SendOptions {
  readonly requestId?: string;
  readonly viewer?: Viewer;
  /** Headers added to the signed ones, or put in their place. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The hub, as far as a subgraph can tell: it signs as the gateway does, and sends over real HTTP. */
export async function createTestHub(audience: string) {
  const [key, secret] = [await generateSigningKey(), generateHopSecret()];
  let sequence = 0;
  const verify: HopVerification = {
    audience,
    keys: () => [key.publicJwk],
    secrets: () => [{ keyId: 'k1', secret }],
  };

  const sign = async (url: string, body: string, { viewer = ANONYMOUS_VIEWER, requestId }: SendOptions = {}) =>
    signHopRequest({
      method: 'POST',
      url,
      body,
      token: await signHopToken(key, { audience, viewer }),
      requestId: requestId ?? `r.${++sequence}`,
      keyId: 'k1',
      secret,
    });

  const send = async (url: string, body: string, options: SendOptions = {}): Promise<Reply> => {
    const headers = { 'content-type': 'application/json', ...(await sign(url, body, options)), ...options.headers };
    const response = await fetch(url, { method: 'POST', body, headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
  };

  const ask = (url: string, query: string, variables = {}, options: SendOptions = {}): Promise<Reply> =>
    send(url, JSON.stringify({ query, variables }), options);

  return { verify, sign, send, ask };
}

export const somebody: Viewer = {
  ...ANONYMOUS_VIEWER,
  principal: { ...ANONYMOUS_VIEWER.principal, subject: 'c1770000-0000-4000-8000-000000000001' },
};
