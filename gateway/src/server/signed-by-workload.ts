import { verifyWorkloadRequest, workloadOf } from '@citygraph/contract';
import type { PolicyInForce } from '../policy/bundle/policy-in-force.ts';

/** Base64url of a signed request of a workload: longer than any. */
const LONGEST = 3_000;

/**
 * Whether a pipeline that lives signed the header `CityGraph-Workload` for this moment: then its request may be as long as that of somebody with a token, who sends the same document. It is nobody
 * by it: the registry judges the signed request itself, which names the one release that it is for.
 */
export function isSignedByWorkload(header: string | undefined, policy: PolicyInForce | null, now: number): boolean {
  if (header === undefined || policy === null || header.length > LONGEST) return false;
  const request = Buffer.from(header, 'base64url').toString();
  const workload = workloadOf(request);
  const publicKey = workload === null ? null : policy.workloadKey(workload, now);
  if (workload === null || publicKey === null) return false;
  try {
    return verifyWorkloadRequest(request, { workload, publicKey }, now).act === 'publish';
  } catch {
    return false;
  }
}
