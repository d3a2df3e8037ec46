import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** What a pipeline has instead of a person: an Ed25519 key that is made where it is used. The hub is told its public half. */
export interface WorkloadKey {
  /** What the hub calls the workload, `wkl_…`. */
  readonly workload: string;
  readonly privateKey: KeyObject;
}

/** A pair of Ed25519 keys: the private half stays with the pipeline, the hub is told the public one. */
export interface NewWorkloadKey {
  readonly privateKey: KeyObject;
  /** 32 bytes in base64url: `x` of its JWK (RFC 8037 §2). */
  readonly publicKey: string;
}

/** Makes a pair of Ed25519 keys for a pipeline. */
export function generateWorkloadKey(): NewWorkloadKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '' };
}

const FORM = /^(wkl_[\w-]{1,36})\.([\w-]{64})$/;

/** One line for a pipeline's secret: the workload, a dot, PKCS #8 in base64url. No blanks, no quotes, so that pipelines mask it as a whole. */
export const writeWorkloadKey = ({ workload, privateKey }: WorkloadKey): string =>
  `${workload}.${privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url')}`;

/** null: it is no such line. */
export function readWorkloadKey(text: string): WorkloadKey | null {
  const [, workload, der] = FORM.exec(text.trim()) ?? [];
  if (workload === undefined || der === undefined) return null;
  try {
    const privateKey = createPrivateKey({ key: Buffer.from(der, 'base64url'), format: 'der', type: 'pkcs8' });
    return privateKey.asymmetricKeyType === 'ed25519' ? { workload, privateKey } : null;
  } catch {
    return null;
  }
}
