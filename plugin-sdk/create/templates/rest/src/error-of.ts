import { CityGraphError, type ErrorCode } from '@citygraph/contract';

/** What callers may know of a service's refusal. Anything else is the plugin's own trouble, or the service's. */
const CODES: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ['BAD_USER_INPUT', 'The service does not take these arguments.'],
  404: ['NOT_FOUND', 'The service knows nothing of this name.'],
  409: ['CONFLICT', 'The service says that this does not go with what is there.'],
  422: ['BAD_USER_INPUT', 'The service does not take these arguments.'],
  429: ['RATE_LIMITED', 'The service is asked too often. Try again later.'],
};

/** An error for callers from a status or from what went wrong on the way; addresses and causes stay here. */
export function errorOf(cause: unknown, timeoutMs: number): CityGraphError {
  if (cause instanceof CityGraphError) return cause;
  if (typeof cause === 'number') {
    const [code, message] = CODES[cause] ?? ['PLUGIN_UNAVAILABLE', 'The service cannot answer now.'];
    // 401 and 403 are about this plugin's own token, not about who asks.
    if (CODES[cause] === undefined) report(`the service answers ${cause}`);
    return new CityGraphError(code, message);
  }
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new CityGraphError('PLUGIN_TIMEOUT', `The service did not answer within ${timeoutMs} ms.`);
  }
  report(cause instanceof Error ? `${cause.message}: ${String(cause.cause ?? '')}` : String(cause));
  return new CityGraphError('PLUGIN_UNAVAILABLE', 'The service cannot be reached.');
}

const report = (message: string): void => void process.stderr.write(`${JSON.stringify({ level: 'error', message })}\n`);
