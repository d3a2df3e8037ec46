import { hkdfSync } from 'node:crypto';
import { aessiv } from '@noble/ciphers/aes.js';
import { BoundedCache } from '../../operation/bounded-cache.ts';
import { SEALED_ID } from './sealed-id.ts';

/** Turns keys of people into ids that differ by receiver, and back. Nobody without the secret can join two receivers' ids. */
export interface Sealer {
  /** The same id for the same receiver, type and key, until the secret is changed. */
  seal(receiver: string, type: string, key: string): string;
  /** The key; null: it is no id that the hub gave this receiver for this type. */
  open(receiver: string, type: string, sealed: string): string | null;
}

/** A secret of 32 bytes or more with a name of one or two characters, which sealed ids carry. */
export interface SealingSecret {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Sealed ids start with this and the secret's id: `pw.a.…`. */
const PREFIX = 'pw.';
/** A key takes 17 µs to seal: what is asked for often is remembered. */
const REMEMBERED = 50_000;

/**
 * AES-SIV (RFC 5297) under a key of HKDF-SHA256 per receiver and type: equal keys give equal ids, and a changed byte opens nothing. The first secret
 * seals; all of them open, so that ids given under an older one go on while it is kept. Where several gateways run, a new secret is last at all of them before it is first at one.
 */
export function createSealer(secrets: readonly SealingSecret[]): Sealer {
  const [newest] = secrets;
  if (!newest) throw new Error('Sealing ids needs a secret.');
  for (const { id, secret } of secrets) {
    if (!/^[A-Za-z0-9]{1,2}$/.test(id))
      throw new Error(`A sealing secret's id is one or two letters or digits, not ${id}.`);
    if (secret.length < 32) throw new Error(`The sealing secret ${id} is shorter than 32 bytes.`);
  }
  const keys = new Map<string, Uint8Array>();
  const sealed = new BoundedCache<string, string>(REMEMBERED);
  const opened = new BoundedCache<string, string>(REMEMBERED);

  const keyFor = ({ id, secret }: SealingSecret, receiver: string, type: string): Uint8Array => {
    const name = `${id}\0${receiver}\0${type}`;
    let key = keys.get(name);
    if (!key) {
      key = new Uint8Array(hkdfSync('sha256', secret, 'citygraph pairwise', name, 64));
      keys.set(name, key);
    }
    return key;
  };

  return {
    seal(receiver, type, key) {
      const name = `${receiver}\0${type}\0${key}`;
      const known = sealed.get(name);
      if (known !== undefined) return known;
      const bytes = aessiv(keyFor(newest, receiver, type)).encrypt(new TextEncoder().encode(key));
      const text = `${PREFIX}${newest.id}.${Buffer.from(bytes).toString('base64url')}`;
      sealed.set(name, text);
      return text;
    },
    open(receiver, type, text) {
      const name = `${receiver}\0${type}\0${text}`;
      const known = opened.get(name);
      if (known !== undefined) return known;
      const [, id, body = ''] = SEALED_ID.exec(text) ?? [];
      const secret = secrets.find((candidate) => candidate.id === id);
      if (!secret) return null;
      const bytes = Buffer.from(body, 'base64url');
      // Other spellings of the same bytes would be other ids of the same person.
      if (bytes.toString('base64url') !== body) return null;
      try {
        const key = new TextDecoder('utf-8', { fatal: true }).decode(
          aessiv(keyFor(secret, receiver, type)).decrypt(bytes),
        );
        opened.set(name, key);
        return key;
      } catch {
        return null;
      }
    },
  };
}
