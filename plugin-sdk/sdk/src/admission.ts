import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  ANONYMOUS_VIEWER,
  createHopVerifier,
  createReplayCache,
  HopRefusal,
  type HopVerification,
  type Viewer,
} from '@citygraph/contract';

export interface Admitted {
  readonly viewer: Viewer;
  readonly requestId: string;
}

/** Lets in what the hub signed, each request once; without `verify` everybody, as nobody in particular. */
export function createAdmission(
  verify: HopVerification | null,
): (req: IncomingMessage, body: Uint8Array) => Promise<Admitted> {
  if (!verify) {
    return async ({ headers }) => ({ viewer: ANONYMOUS_VIEWER, requestId: saidRequestId(headers) ?? randomUUID() });
  }
  const check = createHopVerifier(verify);
  const replays = createReplayCache({ now: verify.now, grace: verify.clockToleranceSeconds });
  return async ({ method = 'GET', url = '/', headers }, body) => {
    const { viewer, requestId, expires } = await check({ method, url, headers: oneLineEach(headers), body });
    const isNew = replays.take(requestId, expires) && (await verify.replays?.take(requestId, expires)) !== false;
    if (!isNew) {
      throw new HopRefusal('once', `The request ${requestId} was sent before.`);
    }
    return { viewer, requestId };
  };
}

/** The id a request claims, for the log only: nothing rests on it before the signature is verified. */
export function saidRequestId(headers: IncomingMessage['headers']): string | undefined {
  const said = headers['citygraph-request-id'];
  return typeof said === 'string' && /^[\w.:-]{1,100}$/.test(said) ? said : undefined;
}

/** A header that came twice is joined as HTTP joins lists (RFC 9110 §5.3); the hub sends none twice, so it is refused. */
function oneLineEach(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
