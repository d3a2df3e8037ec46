import { readFile } from 'node:fs/promises';
import { type HopSecret, readSigningKey, type SigningKey, StartError } from '@citygraph/contract';
import type { GatewayConfig } from './config.ts';
import type { SubgraphTarget } from './gateway-options.ts';

/** The subgraphs that the settings name, their secrets read. */
export async function readTargets(subgraphs: GatewayConfig['subgraphs'] = {}): Promise<Record<string, SubgraphTarget>> {
  const targets = Object.entries(subgraphs).map(async ([name, { tier = 'foreign', hop, ...target }]) => {
    const whole = { ...target, tier, ...(hop && { hop: await readSecret(name, hop) }) };
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
  const pem = await readNamed(hopKeyFile, 'hopKeyFile');
  try {
    return await readSigningKey(pem);
  } catch {
    throw new StartError(
      `The file that the setting hopKeyFile names holds no Ed25519 key: ${hopKeyFile}. Make one with \`openssl genpkey -algorithm ed25519\`.`,
    );
  }
}

async function readSecret(
  name: string,
  { keyId, secretFile }: { keyId: string; secretFile: string },
): Promise<HopSecret> {
  const text = (await readNamed(secretFile, `subgraphs.${name}.hop.secretFile`)).trim();
  const secret = Buffer.from(text, 'base64url');
  if (!/^[\w-]+$/.test(text) || secret.length < 32) {
    throw new StartError(`The secret in ${secretFile} is not usable: it must be 32 bytes or more in base64url.`);
  }
  return { keyId, secret };
}

async function readNamed(path: string, setting: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new StartError(`The file that the setting ${setting} names cannot be read: ${path}.`);
  }
}
