import type { IncomingMessage } from 'node:http';
import { CityGraphError } from '@citygraph/contract';

/** Of a body that is too large, this many times the limit is read and thrown away, so that the sender gets to read why. */
const PATIENCE = 8;

/** The sender went away before its body was complete: there is nobody to answer. */
export class SenderGone extends Error {}

/** Reads a request's body, at most `limit` bytes. */
export function readBody(req: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => new CityGraphError('QUERY_TOO_LARGE', `The body is larger than ${limit} bytes.`);
    req.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limit * PATIENCE) {
        req.pause();
        reject(tooLarge());
      }
    });
    req.once('end', () => (size > limit ? reject(tooLarge()) : resolve(Buffer.concat(chunks))));
    req.once('error', () => reject(new SenderGone('The request was cut off.')));
  });
}
