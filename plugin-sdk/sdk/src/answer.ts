import type { ServerResponse } from 'node:http';
import { CityGraphError, type ErrorCode } from '@citygraph/contract';

const STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  QUERY_TOO_LARGE: 413,
  OVERLOADED: 503,
  INTERNAL_ERROR: 500,
};

export function answerJson(res: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}

/** A typed error as it is; anything else as INTERNAL_ERROR, without a word about what it was. */
export function toTypedError(error: unknown): CityGraphError {
  return error instanceof CityGraphError
    ? error
    : new CityGraphError('INTERNAL_ERROR', 'Something went wrong inside this service.');
}

export function answerError(res: ServerResponse, error: unknown): void {
  const typed = toTypedError(error);
  answerJson(res, STATUS[typed.code] ?? 400, { errors: [typed.toJSON()] });
}
