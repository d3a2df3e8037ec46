/** All that a vendor is ever sent besides the body: the hop's signature and token, and ids that were made for it alone. */
const ALLOWED = new Set([
  'authorization',
  'citygraph-hops',
  'citygraph-request-id',
  'content-digest',
  'signature',
  'signature-input',
  'traceparent',
]);

/** Headers that stand in every request, whatever its caller says. */
const FIXED = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
  // A compressed reply can be a thousand times what was counted on the way.
  'accept-encoding': 'identity',
} as const;

const LONGEST = 8 * 1024;

/** Visible ASCII and spaces: no line can end inside. */
const VALUE = /^[\x20-\x7e]*$/;

/** Keeps what is on the list and drops the rest silently; values that no header can hold are dropped too. */
export function allowedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const key = ALLOWED.has(name) ? name : name.toLowerCase();
    const value = headers[name];
    if (value === undefined || !ALLOWED.has(key)) continue;
    if (value.length <= LONGEST && VALUE.test(value)) kept[key] = value;
  }
  return Object.assign(kept, FIXED);
}
