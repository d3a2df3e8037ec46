import type { IncomingMessage } from 'node:http';

const FORM_LIMIT = 64 * 1024;

/** A form too large to be one of ours. */
export class FormTooLarge extends Error {
  override name = 'FormTooLarge';
}

export async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.byteLength;
    if (bytes > FORM_LIMIT) throw new FormTooLarge(`A form may have ${FORM_LIMIT} bytes.`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
