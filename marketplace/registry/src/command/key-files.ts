import { readSigningKey, type SigningKey, StartError } from '@citygraph/contract';
import { readNamedFile } from '@citygraph/kit';
import { z } from 'zod';
import type { Flags } from './command.ts';

const Jwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string() });
export type PublicKeys = readonly SigningKey['publicJwk'][];

/** What ledgers are sealed with. */
const LedgerKeys = z.union([
  z.object({ keys: z.array(Jwk) }).transform(({ keys }) => keys),
  z
    .object({ payload: z.object({ keys: z.object({ ledger: z.array(Jwk) }) }) })
    .transform(({ payload }) => payload.keys.ledger),
]);

/** A JWKS, or a keyset as gateways have it. */
const Trusted = z.union([
  z.object({ keys: z.array(Jwk) }).transform(({ keys }) => keys),
  z
    .object({ payload: z.object({ keys: z.object({ graphs: z.array(Jwk) }) }) })
    .transform(({ payload }) => payload.keys.graphs),
]);

/** The key of `--key`. */
export async function readKey({ key }: Flags): Promise<SigningKey> {
  if (key === undefined) throw new StartError('Say what graphs are signed with: --key <file>.');
  const pem = await readNamedFile(key, 'The file that --key names');
  try {
    return await readSigningKey(pem);
  } catch {
    throw new StartError(`The file that --key names holds no Ed25519 key: ${key}.`);
  }
}

/** Keys of `--trust`; none where it is not said. */
export async function readTrusted({ trust }: Flags): Promise<readonly SigningKey['publicJwk'][]> {
  if (trust === undefined) return [];
  const text = await readNamedFile(trust, 'The file that --trust names');
  try {
    return Trusted.parse(JSON.parse(text));
  } catch {
    throw new StartError(`The file that --trust names is neither a JWKS of Ed25519 keys nor a keyset: ${trust}.`);
  }
}

/** Keys of `--ledger-keys`: those that have sealed. */
export async function readLedgerKeys({ 'ledger-keys': file }: Flags): Promise<PublicKeys> {
  if (file === undefined) throw new StartError('Say whose seals are believed: --ledger-keys <JWKS or keyset>.');
  const text = await readNamedFile(file, 'The file that --ledger-keys names');
  try {
    return LedgerKeys.parse(JSON.parse(text));
  } catch {
    throw new StartError(`The file that --ledger-keys names is neither a JWKS of Ed25519 keys nor a keyset: ${file}.`);
  }
}
