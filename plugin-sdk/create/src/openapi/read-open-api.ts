import { readFile, stat } from 'node:fs/promises';
import { StartError } from '@citygraph/contract';
import { parse } from 'yaml';
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
  if (!said) throw new StartError('The template rest needs --openapi: a file or an address of an OpenAPI 3 document.');
  const root = parsed(/^https?:/i.test(said) ? await fetched(said, options) : await read(said), said);
  const version = root.openapi ?? root.swagger;
  if (typeof root.openapi !== 'string' || !root.openapi.startsWith('3.')) {
    throw new StartError(
      `${said} is no OpenAPI 3 document${version === undefined ? '' : `: it says version ${JSON.stringify(version)}`}. Convert it, or name another.`,
    );
  }
  if (!isPart(root.paths)) throw new StartError(`${said} has no paths: nothing in it can be asked.`);
  return openApiDocument(root, said);
}

function parsed(text: string, from: string) {
  let value: unknown;
  try {
    value = /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new StartError(`${from} is neither JSON nor YAML: ${error instanceof Error ? error.message : error}`);
  }
  if (isPart(value)) return value;
  throw new StartError(`${from} is no OpenAPI document: it holds no mapping.`);
}

async function read(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= LARGEST) return await readFile(file, 'utf8');
  } catch (error) {
    throw new StartError(
      `The OpenAPI document ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): name a file that is there.`,
    );
  }
  throw new StartError(`The OpenAPI document ${file} has more than ${LARGEST} bytes.`);
}

async function fetched(address: string, { signal, fetch: ask = fetch }: ReadOpenApiOptions): Promise<string> {
  const url = URL.parse(address);
  if (!url) throw new StartError(`${address} is no address.`);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !isHere) {
    throw new StartError(
      `${address} is not https: what comes from there could be anybody's. Save it to a file and look at it first.`,
    );
  }
  try {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const response = await ask(url.href, {
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      redirect: 'error',
    });
    if (!response.ok)
      throw new StartError(`${address} answers ${response.status}: name an address that gives the document.`);
    return await limitedText(response, address);
  } catch (error) {
    if (error instanceof StartError || signal?.aborted) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new StartError(`${address} cannot be fetched (${cause}). Save the document to a file and name that.`);
  }
}

async function limitedText(response: Response, address: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST) throw new StartError(`The document at ${address} has more than ${LARGEST} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
