import { readFile, stat } from 'node:fs/promises';
import { StartError } from '@citygraph/contract';
import { parse, parseDocument } from 'yaml';
import { say } from '../words.ts';
import { isPart, type OpenApiDocument, openApiDocument } from './document.ts';

const LARGEST = 4 * 1024 * 1024;
const PATIENCE_MS = 15_000;

export interface ReadOpenApiOptions {
  readonly signal?: AbortSignal | undefined;
  /** How an address is asked: of a command that goes through a proxy, its own. Default: `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

/** Reads an OpenAPI 3 document from a file, from https, or from this machine. @throws StartError that says what is wrong with it */
export async function readOpenApi(
  said: string | undefined,
  options: ReadOpenApiOptions = {},
): Promise<OpenApiDocument> {
  if (!said) throw new StartError(say('document.wanted'));
  const root = parsed(/^https?:/i.test(said) ? await fetched(said, options) : await read(said), said);
  const version = root.openapi ?? root.swagger;
  if (typeof root.openapi !== 'string' || !root.openapi.startsWith('3.')) {
    throw new StartError(
      version === undefined
        ? say('document.no-openapi', { from: said })
        : say('document.other-version', { from: said, version: JSON.stringify(version) }),
    );
  }
  if (!isPart(root.paths)) throw new StartError(say('document.no-paths', { from: said }));
  return openApiDocument(root, said);
}

function parsed(text: string, from: string) {
  let value: unknown;
  try {
    value = /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { maxAliasCount: 100 });
  } catch (error) {
    // The parsers' words are English, and end in a drawing: the place is what helps.
    const place = parseDocument(text).errors[0]?.linePos?.[0];
    if (place) throw new StartError(say('document.broken', { from, line: place.line, column: place.col }));
    throw new StartError(
      say('document.no-text', { from, said: error instanceof Error ? error.message : String(error) }),
    );
  }
  if (isPart(value)) return value;
  throw new StartError(say('document.no-mapping', { from }));
}

async function read(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= LARGEST) return await readFile(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartError(say('document.unreadable', { from: file, reason }));
  }
  throw new StartError(say('document.large', { from: file, most: LARGEST }));
}

async function fetched(address: string, { signal, fetch: ask = fetch }: ReadOpenApiOptions): Promise<string> {
  const url = URL.parse(address);
  if (!url) throw new StartError(say('address.none', { address }));
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !isHere) {
    throw new StartError(say('address.open', { address }));
  }
  try {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const response = await ask(url.href, {
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      redirect: 'error',
    });
    if (!response.ok) throw new StartError(say('address.status', { address, status: response.status }));
    return await limitedText(response, address);
  } catch (error) {
    if (error instanceof StartError || signal?.aborted) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new StartError(say('address.away', { address, reason: cause }));
  }
}

async function limitedText(response: Response, address: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST) throw new StartError(say('document.large', { from: address, most: LARGEST }));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
