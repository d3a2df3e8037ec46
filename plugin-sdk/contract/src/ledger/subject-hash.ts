import { createHmac } from 'node:crypto';

/**
 * A data subject in ledgers and bundles: HMAC-SHA256 of type and key (`Resident`, `res_…`), 128 bits in base64url. Without the secret nobody finds
 * a person by trying ids.
 */
export function subjectHash(secret: Uint8Array, type: string, key: string): string {
  return createHmac('sha256', secret).update(`${type}\0${key}`).digest().subarray(0, 16).toString('base64url');
}
