import { CityGraphError } from '@citygraph/contract';

const LARGEST = 4 * 1024 * 1024;

/** The body of an answer, up to 4 MiB of it. @throws CityGraphError when it is larger, or no JSON */
export async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST)
      throw new CityGraphError('PLUGIN_INVALID_REPLY', `The service answers with more than ${LARGEST} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new CityGraphError('PLUGIN_INVALID_REPLY', 'The service answers with something that is no JSON.');
  }
}
