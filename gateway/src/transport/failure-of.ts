import type { Failure } from './unavailable.ts';

/** What kind of failure undici's error is. */
export function failureOf(error: unknown): Failure {
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'HeadersTimeoutError' || name === 'BodyTimeoutError' || name === 'ConnectTimeoutError') return 'timeout';
  if (name === 'ResponseTooLarge' || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'invalid';
  return 'unreachable';
}

/** The peer closed a kept connection just as the request was written to it. */
export function isBrokenConnection(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}
