import { readFile } from 'node:fs/promises';
import {
  type HopSecret,
  type RootKeys,
  readRootKeys,
  readSigningKey,
  type SigningKey,
  StartError,
} from '@citygraph/contract';
import type { GatewayConfig } from './config.ts';
import type { SubgraphTarget } from './gateway-options.ts';
import type { PoliciesOptions } from './policy/bundle/policies.ts';
import type { SealingSecret } from './policy/pairwise/sealer.ts';
import { wordsOf } from './words-of.ts';

/** The subgraphs that the settings name, their secrets read. */
export async function readTargets(subgraphs: GatewayConfig['subgraphs'] = {}): Promise<Record<string, SubgraphTarget>> {
  const targets = Object.entries(subgraphs).map(async ([name, { tier = 'foreign', hop, ...target }]) => {
    const whole = { ...target, tier, ...(hop && { hop: await readHopSecret(name, hop) }) };
    return [name, whole] as const;
  });
  return Object.fromEntries(await Promise.all(targets));
}

/** The key that hop tokens are signed with; undefined when none is set and none is needed. */
export async function readHopKeyFile({ hopKeyFile, subgraphs = {} }: GatewayConfig): Promise<SigningKey | undefined> {
  if (hopKeyFile === undefined) {
    const [name] = Object.entries(subgraphs).find(([, { hop }]) => hop) ?? [];
    if (name === undefined) return undefined;
    throw new StartError(`The setting hopKeyFile is missing: the subgraph ${name} wants signed requests.`);
  }
  return readPrivateKey(hopKeyFile, 'hopKeyFile');
}

/** An Ed25519 key in PKCS #8 PEM. */
export async function readPrivateKey(path: string, setting: string): Promise<SigningKey> {
  const pem = await readNamed(path, setting);
  try {
    return await readSigningKey(pem);
  } catch {
    throw new StartError(
      `The file that the setting ${setting} names holds no Ed25519 key: ${path}. Make one with \`openssl genpkey -algorithm ed25519\`.`,
    );
  }
}

async function readHopSecret(
  name: string,
  { keyId, secretFile }: { keyId: string; secretFile: string },
): Promise<HopSecret> {
  return { keyId, secret: await readSecret(secretFile, `subgraphs.${name}.hop.secretFile`) };
}

/** The secrets that vendors' ids of people are sealed with. */
export function readSealing(sealing: GatewayConfig['sealing'] = []): Promise<SealingSecret[]> {
  const read = async ({ id, secretFile }: { id: string; secretFile: string }, index: number) => ({
    id,
    secret: await readSecret(secretFile, `sealing.${index}.secretFile`),
  });
  return Promise.all(sealing.map(read));
}

/** By which policy bundles are judged. */
export async function readPolicyKeys({
  keysFile,
  subjectSecretFile,
}: NonNullable<GatewayConfig['policy']>): Promise<PoliciesOptions> {
  const keys = await readPublicKeys(keysFile, 'policy.keysFile');
  if (subjectSecretFile === undefined) return { keys };
  return { keys, subjectSecret: await readSecret(subjectSecretFile, 'policy.subjectSecretFile') };
}

/** A JWK, or a JWKS, of Ed25519 keys with their ids. */
export async function readPublicKeys(path: string, setting: string): Promise<SigningKey['publicJwk'][]> {
  const text = await readNamed(path, setting);
  try {
    const value = JSON.parse(text) as { keys?: unknown };
    const keys = (Array.isArray(value.keys) ? value.keys : [value]) as SigningKey['publicJwk'][];
    if (keys.length > 0 && keys.every(({ kty, crv, kid, d }) => kty === 'OKP' && crv === 'Ed25519' && kid && !d))
      return keys;
  } catch {
    // The sentence below says what it should be.
  }
  throw new StartError(`The file that ${setting} names holds no public Ed25519 keys as JWK or JWKS with kid: ${path}.`);
}

/** The root keys that this gateway holds to, and how many of them must sign. */
export async function readRootKeysFile(path: string): Promise<RootKeys> {
  const text = await readNamed(path, 'registry.rootKeysFile');
  try {
    return readRootKeys(JSON.parse(text));
  } catch (error) {
    throw new StartError(`The file that registry.rootKeysFile names is not usable: ${wordsOf(error)} (${path}).`);
  }
}

/** What the sign-on takes this gateway for itself by. */
export async function readIntrospection({
  secretFile,
  ...asking
}: NonNullable<NonNullable<GatewayConfig['identity']>['introspection']>) {
  const secret = (await readNamed(secretFile, 'identity.introspection.secretFile')).trim();
  if (secret !== '') return { ...asking, secret };
  throw new StartError(`The file that the setting identity.introspection.secretFile names is empty: ${secretFile}.`);
}

/** 32 bytes or more in base64url. */
export async function readSecret(path: string, setting: string): Promise<Uint8Array> {
  const text = (await readNamed(path, setting)).trim();
  const secret = Buffer.from(text, 'base64url');
  if (!/^[\w-]+$/.test(text) || secret.length < 32) {
    throw new StartError(`The secret in ${path} is not usable: it must be 32 bytes or more in base64url.`);
  }
  return secret;
}

export async function readNamed(path: string, setting: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new StartError(`The file that the setting ${setting} names cannot be read: ${path}.`);
  }
}
