import type { LocalText } from '@citygraph/contract';
import { say } from '../words.ts';
import { type Finding, findingOf } from './finding.ts';

/** Reasons that the hub's transport gives, and what a vendor does about them. The first that fits counts. */
const ADVICE: readonly (readonly [RegExp, LocalText])[] = [
  [/ECONNREFUSED/, say('plugin.start')],
  [/ECONNRESET|UND_ERR_SOCKET|EPIPE/, say('plugin.hung-up')],
  [/^no headers within|^no whole reply within|^silence within/, say('answer.sooner')],
  [/^longer than/, say('answer.less')],
  [/^status 401/, say('plugin.unsigned')],
  [/^status \d+/, say('answer.status')],
  [/^redirect/, say('answer.there')],
  [/^not JSON by its content type/, say('answer.json')],
  [/^an encoded (body|transfer)/, say('answer.uncompressed')],
  [/^too many (headers|interim)/, say('fewer-headers')],
  [/^its breaker is/, say('mend-first')],
  [/^its URL/, say('plugin.url')],
  [/data is not|errors are not|neither data|not an object/, say('answer.errors')],
  [/HTTPParserError|HPE_|UND_ERR_/, say('protocol.http')],
];

/** Of a request that brought no reply to use. */
export function findingOfFailure(plugin: string, code: string, reason: string, ms: number): Finding {
  const fix = ADVICE.find(([pattern]) => pattern.test(reason))?.[1] ?? say('plugin.log');
  return findingOf(code, say('failure.none', { plugin, ms: Math.round(ms), reason }), fix, null);
}
