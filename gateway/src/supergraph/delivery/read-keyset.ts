import { KEYSET_TYPE, type Keyset, type RootKeys, verifyDocument } from '@citygraph/contract';
import { z } from 'zod';
import { readShape } from '../../sources/read-shape.ts';

const instant = z.iso.datetime({ offset: true });
const publicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/, 'must be 32 bytes in base64url'),
  kid: z.string().min(1).max(200),
  alg: z.literal('EdDSA').optional(),
  use: z.literal('sig').optional(),
});
/** More than a few at once means that nobody takes old keys out. */
const keys = z.array(publicKey).min(1).max(10);

/** The payload of a keyset: what signatures cover, and nothing besides. */
export const keysetShape = z.strictObject({
  sequence: z.int().positive(),
  issuedAt: instant,
  expiresAt: instant,
  keys: z.strictObject({ graphs: keys, policy: keys, ledger: keys }),
});

/** Who may sign what, as so many of the pinned root keys say as must. Throws an Error that says what is wrong. */
export function readKeyset(document: unknown, { keys, threshold }: RootKeys): Keyset {
  return readShape(keysetShape, verifyDocument(document, KEYSET_TYPE, keys, threshold)) as Keyset;
}
