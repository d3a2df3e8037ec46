/** All that a vendor is ever sent besides the body: the hop's signature and token, and ids that were made for it alone. */
const ALLOWED = [
  'authorization',
  'citygraph-hops',
  'citygraph-request-id',
  'content-digest',
  'signature',
  'signature-input',
  'traceparent',
];

/** Headers that stand in every request, whatever its caller says. */
const FIXED = [
  ...['content-type', 'application/json'],
  ...['accept', 'application/graphql-response+json, application/json;q=0.9'],
  // A compressed reply can be a thousand times what was counted on the way.
  ...['accept-encoding', 'identity'],
];

const LONGEST = 8 * 1024;

/** Visible ASCII and spaces: no line can end inside. */
const VALUE = /^[\x20-\x7e]*$/;

/**
 * Takes what is on the list, by its name in small letters, and nothing else; values that no header can hold are left out too.
 * @returns names and values in turn, as undici takes them
 */
export function allowedHeaders(headers: Readonly<Record<string, string>>): string[] {
  const kept = FIXED.slice();
  for (const name of ALLOWED) {
    const value = headers[name];
    if (value !== undefined && value.length <= LONGEST && VALUE.test(value)) kept.push(name, value);
  }
  return kept;
}
