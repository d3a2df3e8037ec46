import { parse } from 'graphql';
import { CommandError } from '../command-error.ts';
import { plain } from '../output/line.ts';
import { strangeAnswer } from './check-answer.ts';
import type { HttpAnswer } from './exchange.ts';
import type { GraphQLAnswerError } from './hub-error.ts';

export interface GraphQLAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLAnswerError[];
}

/** What came over the wire, held against what was asked; NOT_A_HUB, HUB_FAILED or BAD_ANSWER otherwise. */
export function readAnswer(origin: string, document: string, answer: HttpAnswer): GraphQLAnswer {
  const body = bodyOf(origin, answer);
  const errors = Array.isArray(body.errors) ? body.errors.map(errorOf) : [];
  if (errors.length > 0 && (body.data === null || body.data === undefined)) {
    return { data: null, errors: [{ ...(errors[0] as GraphQLAnswerError), path: [] }] };
  }
  if (errors.some(({ path }) => path.length <= 1)) return { data: body.data, errors };
  const at = strangeAnswer(parse(document, { noLocation: true }), body.data);
  if (at !== null)
    throw new CommandError('BAD_ANSWER', 'error.bad-answer', { address: origin, at: at === '' ? 'data' : at });
  return { data: body.data, errors };
}

function bodyOf(origin: string, { status, headers, text }: HttpAnswer): { data?: unknown; errors?: unknown } {
  if (status >= 300 && status < 400) {
    const to = plain(headers.get('location') ?? '?').slice(0, 200);
    throw new CommandError('NOT_A_HUB', 'error.redirected', { address: origin, to });
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    if (status >= 500) throw new CommandError('HUB_FAILED', 'error.hub-failed', { address: origin, status });
    const begins = plain(text.trim().slice(0, 60));
    throw new CommandError('NOT_A_HUB', 'error.not-a-hub', { address: origin, status, begins });
  }
  if (typeof body !== 'object' || body === null || !('data' in body || 'errors' in body)) {
    throw new CommandError('NOT_A_HUB', 'error.not-a-hub', {
      address: origin,
      status,
      begins: plain(text.slice(0, 60)),
    });
  }
  return body;
}

function errorOf(said: unknown): GraphQLAnswerError {
  const { message, path, extensions } = (said ?? {}) as Partial<Record<string, unknown>>;
  const code = (extensions as { code?: unknown } | null | undefined)?.code;
  return {
    message: typeof message === 'string' && message !== '' ? plain(message).slice(0, 2_000) : '',
    path: Array.isArray(path) ? path.filter((step) => typeof step === 'string' || typeof step === 'number') : [],
    code: typeof code === 'string' && /^[A-Z][A-Z_]{1,60}$/.test(code) ? code : 'INTERNAL_ERROR',
  };
}
