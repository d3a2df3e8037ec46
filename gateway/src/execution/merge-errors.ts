import type { EngineError } from './engine.ts';

/** One error of an answer. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly coordinate?: string;
    readonly count: number;
    /** Page on which the caller can change that. */
    readonly link?: string;
  };
}

/** Being refused is one matter, whichever row's key the message names. */
const REFUSALS = new Set<string>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'PURPOSE_REQUIRED',
  'GRANT_REQUIRED',
  'CONSENT_REQUIRED',
]);

/**
 * One error per position and refusal, or per position, code and message, however many rows it was said for: path and
 * message are the first row's, `count` says how many there are.
 */
export function mergeErrors(
  errors: readonly EngineError[],
  coordinateAt: (keys: readonly string[]) => string | null,
): AnswerError[] {
  const merged = new Map<string, { first: EngineError; keys: readonly string[]; count: number }>();
  for (const error of errors) {
    const keys = error.path.filter((key) => typeof key === 'string');
    const key = JSON.stringify([keys, error.code, REFUSALS.has(error.code) ? '' : error.message]);
    const known = merged.get(key);
    if (known) known.count += error.count;
    else merged.set(key, { first: error, keys, count: error.count });
  }
  return [...merged.values()].map(({ first: { message, path, code }, keys, count }) => {
    const coordinate = keys.length > 0 ? coordinateAt(keys) : null;
    return {
      message,
      ...(path.length > 0 && { path }),
      extensions: { code, ...(coordinate !== null && { coordinate }), count },
    };
  });
}
