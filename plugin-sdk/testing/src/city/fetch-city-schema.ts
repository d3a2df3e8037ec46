import { type CitySchema, readCity } from '@citygraph/admission/city';
import { StartError } from '@citygraph/contract';

/** How long the hub is waited for. */
export interface FetchCityOptions {
  /** Milliseconds; default 30,000. */
  readonly timeoutMs?: number;
}

const QUERY = '{ citySchema { sequence digest subgraphs { name kind digest sdl } } }';
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * The schema of the graph that everybody is served, from a hub's public endpoint. Digests are checked.
 * @param endpoint `https://hub.example/graphql`
 * @param token of anybody who is signed in
 * @throws StartError that says what the hub answered instead
 */
export async function fetchCitySchema(
  endpoint: string,
  token: string,
  { timeoutMs = 30_000 }: FetchCityOptions = {},
): Promise<CitySchema> {
  if (!URL.canParse(endpoint))
    throw new StartError(`The hub's address must be a URL, not ${JSON.stringify(endpoint)}.`);
  const { status, text } = await post(endpoint, token, timeoutMs);
  const { data, errors } = parseAnswer(text, endpoint, status);
  const city = isObject(data) ? data.citySchema : undefined;
  if (!isObject(city)) {
    const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
    const said =
      isObject(first) && typeof first.message === 'string' ? first.message.slice(0, 300) : 'there is no graph yet';
    throw new StartError(`The hub at ${endpoint} gave no schema (${status}): ${said}`);
  }
  const listed = Array.isArray(city.subgraphs) ? (city.subgraphs as unknown[]) : [];
  return readCity(
    {
      version: `graph ${String(city.sequence)}`,
      digest: city.digest,
      subgraphs: listed.map((one) => (isObject(one) ? { ...one, kind: String(one.kind).toLowerCase() } : one)),
    },
    endpoint,
    ({ sdl }) => sdl,
  );
}

async function post(endpoint: string, token: string, timeoutMs: number): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query: QUERY }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > MOST_BYTES) throw new Error(`it answers with more than ${MOST_BYTES} bytes`);
      chunks.push(chunk);
    }
    return { status: response.status, text: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    const { message, cause } = error as Error;
    const { code } = (cause ?? {}) as { code?: string };
    throw new StartError(`The hub at ${endpoint} cannot be asked: ${message}${code ? ` (${code})` : ''}.`);
  }
}

function parseAnswer(text: string, endpoint: string, status: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // It is said below.
  }
  throw new StartError(`The hub at ${endpoint} answered ${status} with no JSON: is that its GraphQL endpoint?`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
