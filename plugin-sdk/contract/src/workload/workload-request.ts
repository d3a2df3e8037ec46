import { createPublicKey } from 'node:crypto';
import { signDocument, verifyDocument } from '../signed/signed-document.ts';
import type { WorkloadKey } from './workload-key.ts';

/** As what it is signed. */
export const WORKLOAD_REQUEST_TYPE = 'workload-request';

/** How far the clocks of pipeline and hub may be apart, and how long a request is good for, in seconds. */
export const WORKLOAD_REQUEST_SECONDS = 120;

/**
 * What a pipeline asks, signed: there is no token that somebody could use for something else. Sent again it does what it did the first time: a release is
 * published once, and a question changes nothing.
 */
export interface WorkloadRequest {
  /** Key of the workload, `wkl_…`. */
  readonly workload: string;
  /** `publish` a release, or ask for the `status` of releases. */
  readonly act: 'publish' | 'status';
  /** Name of the plugin. */
  readonly plugin: string;
  /** Digest of the release that is to be published: it names document and manifest; null: of act `status`. */
  readonly release: string | null;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

/** JSON, for the argument `request`. */
export function signWorkloadRequest(
  { workload, privateKey }: WorkloadKey,
  asked: Pick<WorkloadRequest, 'act' | 'plugin' | 'release'>,
  now: number = Date.now(),
): string {
  const payload: WorkloadRequest = { workload, ...asked, issuedAt: Math.floor(now / 1000) };
  const publicJwk = createPublicKey(privateKey).export({ format: 'jwk' });
  return JSON.stringify(
    signDocument(WORKLOAD_REQUEST_TYPE, payload, [{ kid: workload, privateKey, publicJwk: publicJwk as never }]),
  );
}

/** Longer than any. */
const LONGEST = 2_048;

/** Whose it says it is, before anything of it is believed; null: it is no such request. */
export function workloadOf(request: string): string | null {
  if (request.length > LONGEST) return null;
  try {
    const { payload } = JSON.parse(request) as { payload?: { workload?: unknown } };
    return typeof payload?.workload === 'string' ? payload.workload : null;
  } catch {
    return null;
  }
}

/**
 * The request, when this workload's key signed it and its time is now. Throws an Error that says what is wrong with it.
 * `publicKey` is 32 bytes in base64url, `now` milliseconds since the epoch.
 */
export function verifyWorkloadRequest(
  request: string,
  { workload, publicKey }: { readonly workload: string; readonly publicKey: string },
  now: number,
): WorkloadRequest {
  const key = { kty: 'OKP', crv: 'Ed25519', x: publicKey, kid: workload };
  const payload = verifyDocument(JSON.parse(request), WORKLOAD_REQUEST_TYPE, [key]);
  if (!isRequest(payload) || payload.workload !== workload) throw new Error('it is not in the form of such requests');
  const apart = Math.round(now / 1000 - payload.issuedAt);
  if (Math.abs(apart) > WORKLOAD_REQUEST_SECONDS) {
    throw new Error(
      `it was signed ${Math.abs(apart)} s ${apart > 0 ? 'ago' : 'from now'}, and is good for ${WORKLOAD_REQUEST_SECONDS} s: set the clock of the machine that signs`,
    );
  }
  return payload;
}

function isRequest(payload: unknown): payload is WorkloadRequest {
  if (typeof payload !== 'object' || payload === null) return false;
  const { workload, act, plugin, release, issuedAt } = payload as Partial<WorkloadRequest>;
  return (
    typeof workload === 'string' &&
    typeof plugin === 'string' &&
    Number.isSafeInteger(issuedAt) &&
    ((act === 'publish' && typeof release === 'string') || (act === 'status' && release === null))
  );
}
