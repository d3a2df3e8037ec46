import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { CityGraphError } from '@citygraph/contract';

export const TICKET_SECONDS = 60;
export const TICKET_ISSUER = 'government';
/** The city's video gateway, which alone takes tickets. */
export const TICKET_AUDIENCE = 'video-gateway';
export const TICKET_TYPE = 'stream-ticket+jwt';

export interface TicketClaims {
  readonly iss: string;
  readonly aud: string;
  /** GB/T 28181 device id. */
  readonly sub: string;
  readonly jti: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
}

export interface TicketKey {
  readonly kid: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
}

export function generateTicketKey(): TicketKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { crv, kty, x } = publicKey.export({ format: 'jwk' });
  // RFC 7638: the required members in the order of their names, hashed.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return { kid, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** The public half, as the video gateway reads it (RFC 8037). */
export const publicJwk = ({ kid, privateKey }: TicketKey) => ({
  ...createPublicKey(privateKey).export({ format: 'jwk' }),
  kid,
  alg: 'EdDSA',
  use: 'sig',
});

/** A compact JWS (RFC 7515, EdDSA). Ed25519 is deterministic: the same ticket has the same token, so it need not be kept. */
export function signTicket({ kid, privateKey }: TicketKey, claims: TicketClaims): string {
  const signed = `${encode({ alg: 'EdDSA', typ: TICKET_TYPE, kid })}.${encode(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), createPrivateKey(privateKey)).toString('base64url')}`;
}

const LONGEST = 2_000;
const PARTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** The `kid` that a token says it was signed with; null: it is no such token. */
export function kidOf(token: string): string | null {
  const [, header = ''] = (token.length <= LONGEST && PARTS.exec(token)) || [];
  const { alg, typ, kid } = decode(header);
  return alg === 'EdDSA' && typ === TICKET_TYPE && typeof kid === 'string' ? kid : null;
}

/** What a token says, if that key signed it, it is for the video gateway, and it lives. @throws UNAUTHENTICATED */
export function verifyTicket(key: TicketKey | null, token: string, now: Date): TicketClaims {
  const [, header = '', payload = '', signature = ''] = PARTS.exec(token) ?? [];
  const genuine =
    key !== null &&
    kidOf(token) === key.kid &&
    verify(
      null,
      Buffer.from(`${header}.${payload}`),
      createPublicKey(key.privateKey),
      Buffer.from(signature, 'base64url'),
    );
  if (!genuine) throw refused('it is none of ours');
  const { iss, aud, sub, jti, iat, exp } = decode(payload) as Partial<TicketClaims>;
  if (iss !== TICKET_ISSUER || aud !== TICKET_AUDIENCE || !sub || !jti || !iat || !exp)
    throw refused('it says too little');
  if (exp * 1000 <= now.getTime()) throw refused(`it expired; a ticket lives ${TICKET_SECONDS} s`);
  return { iss, aud, sub, jti, iat, exp };
}

const refused = (why: string) => new CityGraphError('UNAUTHENTICATED', `The stream ticket is refused: ${why}.`);

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function decode(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
