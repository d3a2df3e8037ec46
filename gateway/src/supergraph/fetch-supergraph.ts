import { readFile } from 'node:fs/promises';

const TIMEOUT_MS = 10_000;

/** The text of a supergraph from a file or an http(s) URL; throws a sentence that names the source. */
export async function fetchSupergraph(source: string): Promise<string> {
  const protocol = /^([a-z][a-z+.-]+):\/\//i.exec(source)?.[1];
  if (protocol && !/^https?$/i.test(protocol)) {
    throw new Error(`The supergraph cannot be fetched by ${protocol}: give a file, or an http or https address.`);
  }
  if (!protocol) {
    try {
      return await readFile(source, 'utf8');
    } catch {
      throw new Error(`The supergraph cannot be read from the file ${source}.`);
    }
  }
  let response: Response;
  try {
    response = await fetch(source, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new Error(`The supergraph cannot be fetched: nobody answers at ${source}.`);
  }
  if (!response.ok) throw new Error(`The supergraph cannot be fetched from ${source}: HTTP ${response.status}.`);
  return response.text();
}
