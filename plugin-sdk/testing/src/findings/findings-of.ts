import type { VendorExchange } from '@citygraph/gateway';
import type { GraphQLSchema } from 'graphql';
import { say } from '../words.ts';
import { explainReply } from './explain-reply.ts';
import { findingOfFailure } from './failure-advice.ts';
import { type Finding, findingOf } from './finding.ts';

/** What there is to say of one request to the plugin; nothing when it answered as it should. */
export function findingsOf({ plugin, body, reply, failure, ms }: VendorExchange, schema: GraphQLSchema): Finding[] {
  if (failure) return [findingOfFailure(plugin, failure.code, failure.reason, ms)];
  if (!reply) return [];
  const text = reply.toString('utf8');
  return [...explainReply(schema, body, text), ...errorsIn(text)];
}

/** So many errors of a reply are told. */
const MOST = 10;

function errorsIn(reply: string): Finding[] {
  const { errors } = JSON.parse(reply) as { errors?: unknown };
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, MOST).map((error: unknown): Finding => {
    const { message, path } = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
    return findingOf(
      'PLUGIN_ERROR',
      say('plugin.says', { said: String(message ?? 'nothing').slice(0, 500) }),
      say('plugin.own-words'),
      Array.isArray(path) ? (path as (string | number)[]) : null,
    );
  });
}

/** A line of the plugin's own server, when it tells of something that was thrown. */
export function findingOfLog({ level, error }: Readonly<Record<string, unknown>>): Finding[] {
  if (level !== 'error' || typeof error !== 'string') return [];
  const [message = '', ...stack] = error.split('\n');
  const place = stack.find((line) => !line.includes('node_modules') && !line.includes('node:'))?.trim();
  const fix = place ? say('mend-thrown', { place }) : say('mend-somewhere');
  return [findingOf('PLUGIN_ERROR', say('plugin.threw', { said: message }), fix, null)];
}
