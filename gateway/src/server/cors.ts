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
    'access-control-expose-headers': 'citygraph-request-id, www-authenticate',
    ...(method === 'OPTIONS' && {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '600',
    }),
  };
}
