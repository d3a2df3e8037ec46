import type { IncomingMessage } from 'node:http';

const ALLOWED_HEADERS = [
  'content-type',
  'authorization',
  'citygraph-purpose',
  'citygraph-case',
  'citygraph-channel',
  'citygraph-app-key',
  'traceparent',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
].join(', ');

/** What an app may read of an answer beside its body: its quota above all, or it cannot keep to it. */
const EXPOSED_HEADERS = [
  'citygraph-request-id',
  'www-authenticate',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
].join(', ');

/** Headers that let listed origins read the answer; credentials in cookies are never allowed. */
export function corsHeaders(
  { headers, method }: IncomingMessage,
  origins: ReadonlySet<string>,
): Record<string, string> {
  const { origin } = headers;
  if (origins.size === 0) return {};
  if (origin === undefined || !origins.has(origin)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED_HEADERS,
    ...(method === 'OPTIONS' && {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '600',
    }),
  };
}
