import { type SignedDocument, type SigningKey, signDocument, verifyDocument } from '@citygraph/contract';
import { wordsOf } from '../words-of.ts';

/**
 * A kept document with the signatures of all keys in use; the same object where it has them. A key that came later signs only what one of those beside it has signed: whoever can write to the database gets
 * nothing signed by it. @throws Error where none of them has
 */
export function signedAnew<T>(
  document: SignedDocument<T>,
  type: string,
  keys: readonly SigningKey[],
  what: string,
): SignedDocument<T> {
  const signers = new Set(document.signatures.map(({ keyId }) => keyId));
  if (keys.every(({ kid }) => signers.has(kid))) return document;
  const known = keys.map(({ publicJwk }) => publicJwk);
  try {
    verifyDocument(document, type, known);
  } catch (error) {
    throw new Error(
      `${what} cannot be signed anew: ${wordsOf(error)}. Where its key was retired while no registry ran, sign with that key beside the new one for one start; else somebody changed it in the database.`,
    );
  }
  return signDocument(type, document.payload, keys);
}
