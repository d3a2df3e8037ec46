/** The two media types of GraphQL over HTTP; they differ in when a refused document is HTTP 200. */
export const GRAPHQL_RESPONSE = 'application/graphql-response+json';
export const JSON_TYPE = 'application/json';
export type ResponseType = typeof GRAPHQL_RESPONSE | typeof JSON_TYPE;

interface Range {
  readonly type: string;
  readonly quality: number;
}

/**
 * The best of the two for an `Accept` header; null: none is acceptable. Without a header, and for wildcards, it is
 * `application/json`, as clients older than the specification expect.
 */
export function negotiate(accept: string | undefined): ResponseType | null {
  if (accept === undefined || accept === JSON_TYPE) return JSON_TYPE;
  const known = chosen.get(accept);
  if (known !== undefined) return known;
  const choice = choose(accept);
  if (chosen.size < HEADERS) chosen.set(accept, choice);
  return choice;
}

/** Clients send a handful of different headers, again and again. */
const HEADERS = 200;
const chosen = new Map<string, ResponseType | null>();

function choose(accept: string): ResponseType | null {
  if (accept.trim() === '') return JSON_TYPE;
  const ranges = accept.split(',').map(readRange);
  const quality = (type: ResponseType): number => {
    const exact = ranges.find((range) => range.type === type);
    const wild = ranges.find((range) => range.type === 'application/*') ?? ranges.find((range) => range.type === '*/*');
    return (exact ?? wild)?.quality ?? 0;
  };
  const named = (type: ResponseType) => ranges.some((range) => range.type === type);
  const modern = quality(GRAPHQL_RESPONSE);
  const legacy = quality(JSON_TYPE);
  if (modern === 0 && legacy === 0) return null;
  if (modern === legacy) return named(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : JSON_TYPE;
  return modern > legacy ? GRAPHQL_RESPONSE : JSON_TYPE;
}

/** Does the client name one of the two? Browsers' own navigations and images do not. */
export function namesJson(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((part) => {
    const { type } = readRange(part);
    return type === GRAPHQL_RESPONSE || type === JSON_TYPE;
  });
}

function readRange(part: string): Range {
  const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  // Media ranges with a charset other than UTF-8 cannot be served (GraphQL over HTTP §4.1).
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  return { type, quality: isUtf8 && quality >= 0 && quality <= 1 ? quality : 0 };
}
