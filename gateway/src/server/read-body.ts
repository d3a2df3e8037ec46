import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './http-problem.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** The body as text; 413 when it is longer than allowed, 408 when the client dawdles, 400 when it breaks off. */
export function readBody(req: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<string> {
  const tooLarge = () =>
    new HttpProblem(413, 'QUERY_TOO_LARGE', `The body is longer than ${maxBytes} bytes.`, { connection: 'close' });
  const brokenOff = () => new HttpProblem(400, 'BAD_REQUEST', 'The body broke off.');
  return new Promise((resolve, reject) => {
    if (Number(req.headers['content-length'] ?? 0) > maxBytes) {
      reject(tooLarge());
      return;
    }
    if (req.destroyed && !req.readableEnded) {
      reject(brokenOff());
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      req.removeAllListeners('data');
      finish();
    };
    const refuse = (problem: HttpProblem) => settle(() => reject(problem));
    const timer = setTimeout(
      () => refuse(new HttpProblem(408, 'BAD_REQUEST', 'The body did not arrive in time.', { connection: 'close' })),
      timeoutMs,
    );
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) refuse(tooLarge());
      else chunks.push(chunk);
    });
    req.once('end', () => settle(() => resolve(Buffer.concat(chunks, bytes).toString('utf8'))));
    req.once('error', () => refuse(brokenOff()));
    req.once('aborted', () => refuse(brokenOff()));
  });
}
