import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { HOP_REQUEST_SECONDS } from '../hop/request-checks.ts';
import { contentDigest, hmacSignature, signatureBase, signatureParams } from '../hop/signature-base.ts';
import { HOP_ISSUER, HOP_TOKEN_SECONDS, HOP_TOKEN_TYPE } from '../hop/token-checks.ts';
import type { Viewer } from '../principal.ts';

/**
 * Signs as the hub does, and as it never would: whoever knows the keys of the vectors can put anything into a request that fits its signature. All of it is
 * the same each time: Ed25519 and HMAC have nothing of chance in them.
 */

/** 2026-09-21, about noon. */
export const AT = 1_790_000_000;
export const AUDIENCE = 'aqi';
export const QUESTION =
  '{"query":"query($r:[_Any!]!){_entities(representations:$r){...on AdminDivision{aqi_airQuality}}}","variables":{"r":[{"__typename":"AdminDivision","code":"220104"}]}}';

/** `d` is the seed (RFC 8037 §2). */
const keyPair = (seed: Uint8Array, x: string, kid: string) => ({
  crv: 'Ed25519',
  x,
  kty: 'OKP',
  kid,
  alg: 'EdDSA',
  use: 'sig',
  d: Buffer.from(seed).toString('base64url'),
});

export const HUB_KEY = keyPair(
  Uint8Array.from({ length: 32 }, (_, index) => index),
  'A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg',
  '1IG2tMH7J2wbJZnOf8LJzQitKf7LMvoAElsuDMVM54Y',
);
const { d: _, ...hubPublicKey } = HUB_KEY;
export const HUB_PUBLIC_KEY = hubPublicKey;
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const privateKeyOf = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
const hub = privateKeyOf(Buffer.from(HUB_KEY.d, 'base64url'));
const stranger = privateKeyOf(Buffer.alloc(32, 7));

const descending = (from: number) => Buffer.from(Array.from({ length: 32 }, (_, index) => from - index));
export const SECRETS = [
  { keyId: 'aqi.stable.1', secret: descending(255) },
  { keyId: 'aqi.stable.2', secret: Buffer.from(Array.from({ length: 32 }, (_, index) => 224 + index)) },
] as const;
export const STRANGERS_SECRET = Buffer.alloc(32, 9);

export const VIEWER: Viewer = {
  principal: {
    subject: 'cg1.Zm9yLXRoaXMtdmVuZG9yLW9ubHk',
    resident: null,
    agency: null,
    divisionPrefix: null,
    roles: [],
    scopes: [],
    app: null,
    appPurposes: [],
  },
  standing: null,
  purpose: 'public-health',
  receivers: [],
};

interface TokenParts {
  readonly viewer?: unknown;
  /** Claims in the place of the usual; undefined: without that. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Who signs; `hmac`: HS256 with the hub's public key for a secret. */
  readonly by?: 'hub' | 'stranger' | 'nobody' | 'hmac';
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function tokenOf({ viewer = VIEWER, claims = {}, header = {}, by = 'hub' }: TokenParts = {}): string {
  const subject = (viewer as Partial<Viewer> | null)?.principal?.subject ?? 'anonymous';
  const head = part({ alg: 'EdDSA', typ: HOP_TOKEN_TYPE, kid: HUB_KEY.kid, ...header });
  const body = part({
    viewer,
    iss: HOP_ISSUER,
    aud: AUDIENCE,
    sub: subject,
    iat: AT,
    exp: AT + HOP_TOKEN_SECONDS,
    ...claims,
  });
  const text = Buffer.from(`${head}.${body}`);
  const signature = {
    hub: () => sign(null, text, hub),
    stranger: () => sign(null, text, stranger),
    nobody: () => Buffer.alloc(0),
    hmac: () => createHmac('sha256', Buffer.from(HUB_KEY.x, 'base64url')).update(text).digest(),
  }[by]();
  return `${text}.${signature.toString('base64url')}`;
}

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface RequestParts {
  readonly id: string;
  readonly token?: string;
  readonly scheme?: string;
  readonly body?: string;
  readonly path?: string;
  readonly keyId?: string;
  readonly secret?: Uint8Array;
  readonly created?: number;
  readonly lives?: number;
  /** Components that are covered. */
  readonly covered?: readonly string[];
}

const COVERED = ['@method', '@authority', '@path', 'content-digest', 'authorization'];

/** A request whose signature fits all that it says, whatever that is. */
export function requestOf({
  id,
  token = tokenOf(),
  scheme = 'Bearer',
  body = QUESTION,
  path = '/graphql',
  keyId = SECRETS[0].keyId,
  secret = SECRETS.find((one) => one.keyId === keyId)?.secret ?? SECRETS[0].secret,
  created = AT,
  lives = HOP_REQUEST_SECONDS,
  covered = COVERED,
}: RequestParts): SentRequest {
  const nonce = `8d1f6a0e-${id}`;
  const authorization = `${scheme} ${token}`;
  const digest = contentDigest(body);
  const params = signatureParams(covered, [
    ['created', created],
    ['expires', created + lives],
    ['nonce', nonce],
    ['alg', 'hmac-sha256'],
    ['keyid', keyId],
  ]);
  const values: Readonly<Record<string, string>> = {
    '@method': 'POST',
    '@authority': 'aqi.example',
    '@path': path,
    'content-digest': digest,
    authorization,
  };
  const base = signatureBase(
    covered.map((name) => [name, values[name] ?? '']),
    params,
  );
  return {
    method: 'POST',
    path,
    headers: {
      host: 'aqi.example',
      'content-type': 'application/json',
      authorization,
      'content-digest': digest,
      'signature-input': `hop=${params}`,
      signature: `hop=:${hmacSignature(base, secret)}:`,
      'citygraph-request-id': nonce,
    },
    body,
  };
}

/** What was sent, with something put in its place on the way. */
export const changed = (sent: SentRequest, { headers = {}, ...rest }: Partial<SentRequest>): SentRequest => ({
  ...sent,
  ...rest,
  headers: { ...sent.headers, ...headers },
});
