import type { Finding } from './finding.ts';

/** Reasons that the hub's transport gives, and what a vendor does about them. The first that fits counts. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'Nothing listens there: start the plugin, or say where it is served.'],
  [/ECONNRESET|UND_ERR_SOCKET|EPIPE/, 'The plugin hung up before it had answered: see its own log.'],
  [
    /^no headers within|^no whole reply within|^silence within/,
    'Answer sooner: load what one request asks for in one batch, and keep what is slow for later.',
  ],
  [/^longer than/, 'Answer less: page long lists, and leave out what nobody asked for.'],
  [/^status 401/, 'The plugin did not take the signature of the hub: give it the hub and the key that this hub shows.'],
  [/^status \d+/, 'Answer GraphQL with status 200, errors included.'],
  [/^redirect/, 'Answer at the address itself: the hub follows no redirects.'],
  [/^not JSON by its content type/, 'Answer with content-type: application/json.'],
  [/^an encoded (body|transfer)/, 'Do not compress: the hub takes bodies as they are.'],
  [/^too many (headers|interim)/, 'Send fewer headers.'],
  [/^its breaker is/, 'It failed too often before: mend what the findings before this one say.'],
  [/^its URL/, 'Serve it on this machine, or at a public https address.'],
  [
    /data is not|errors are not|neither data|not an object/,
    'Answer an object with data and, when something failed, a list of errors.',
  ],
  [/HTTPParserError|HPE_|UND_ERR_/, 'Speak HTTP/1.1: the reply broke its rules.'],
];

/** Of a request that brought no reply to use. */
export function findingOfFailure(plugin: string, code: string, reason: string, ms: number): Finding {
  const fix = ADVICE.find(([pattern]) => pattern.test(reason))?.[1] ?? 'See the log of the plugin.';
  return { code, message: `${plugin} gave no usable reply after ${Math.round(ms)} ms: ${reason}.`, fix, path: null };
}
