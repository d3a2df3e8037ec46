import type { IncomingMessage, ServerResponse } from 'node:http';
import { CityGraphError } from '@citygraph/contract';
import { refuse } from './control-resource.ts';

/** Bytes of one report: what a gateway counts in half a minute, with its coordinates. */
export const LARGEST_REPORT = 4 * 1024 * 1024;

/** Reads a report and hands it on; whatever is wrong with it is said in words, and nothing of it is kept. */
export async function receiveReport(
  req: IncomingMessage,
  res: ServerResponse,
  take: (report: unknown) => Promise<unknown>,
  log: (line: Readonly<Record<string, unknown>>) => void,
): Promise<void> {
  if (!/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? ''))
    return refuse(res, 415, 'Send the report as application/json.');
  const body = await readBody(req);
  if (body === null)
    return refuse(res, 413, `A report has at most ${LARGEST_REPORT} bytes: send it in parts.`, { connection: 'close' });
  let report: unknown;
  try {
    report = JSON.parse(body);
  } catch {
    return refuse(res, 400, 'The report is no JSON.');
  }
  try {
    await take(report);
    res.writeHead(204).end();
  } catch (error) {
    if (error instanceof CityGraphError) return refuse(res, STATUS[error.code] ?? 400, error.message);
    log({ level: 'error', event: 'report-not-taken', error: String(error) });
    refuse(res, 503, 'The registry cannot take it at this moment: send it again.', { 'retry-after': '2' });
  }
}

const STATUS: Partial<Record<CityGraphError['code'], number>> = { FORBIDDEN: 403, CONFLICT: 503 };

/** null: it is too long. */
async function readBody(req: IncomingMessage): Promise<string | null> {
  if (Number(req.headers['content-length'] ?? 0) > LARGEST_REPORT) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_REPORT) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
