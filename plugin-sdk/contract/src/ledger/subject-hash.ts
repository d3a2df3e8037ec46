import { createHmac } from 'node:crypto';
import { personTypeOf } from '../identifiers/person-keys.ts';
import { secretKeyOf } from '../secret-key.ts';

/** What kind of subject a key names, as the city writes its keys: a resident's or household's, a USCC, an investment project's code; null: none of these. A card is a thing of its holder's. */
export function subjectTypeOf(key: string): 'Resident' | 'Household' | 'LegalEntity' | 'ParallelApprovalCase' | null {
  const person = personTypeOf(key);
  if (person === 'Resident' || person === 'Household') return person;
  if (/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(key)) return 'LegalEntity';
  return /^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$/.test(key) ? 'ParallelApprovalCase' : null;
}

/**
 * A data subject in ledgers and bundles: HMAC-SHA256 of type and key (`Resident`, `res_…`), 128 bits in base64url. Without the secret nobody finds
 * a person by trying ids.
 */
export function subjectHash(secret: Uint8Array, type: string, key: string): string {
  return createHmac('sha256', secretKeyOf(secret))
    .update(`${type}\0${key}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}
