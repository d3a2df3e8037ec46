import { ERROR_CODES, type ErrorCode } from '@citygraph/contract';
import type { Disclosed, SubgraphError, SubgraphReply } from '../execution/engine.ts';
import type { HttpResponse } from './http-client.ts';

const CODES = new Set<string>(ERROR_CODES);
const MESSAGE_LENGTH = 500;
/** A reply may hold an error for each row; more than anybody's list has are no news. */
const ERRORS = 20_000;

/** A response as a reply; null: it is none. */
export function readReply({ body, bytes, contentType }: HttpResponse): SubgraphReply | null {
  if (!/^application\/(graphql-response\+)?json\b/i.test(contentType)) return null;
  const reply = parseObject(body);
  if (!reply) return null;
  const { data, errors, extensions } = reply;
  if (data !== undefined && data !== null && !isObject(data)) return null;
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) return null;
  const list: readonly unknown[] = errors ?? [];
  if (data === undefined && list.length === 0) return null;
  const disclosed = extensions === undefined ? undefined : readDisclosed(extensions);
  return {
    data: data ?? null,
    errors: list.slice(0, ERRORS).map(readError),
    bytes,
    isShared: false,
    ...(disclosed && { disclosed }),
  };
}

/** What a department says of personal data in its answer, for the ledger alone. */
function readDisclosed(extensions: unknown): Disclosed | undefined {
  const said = isObject(extensions) ? extensions.citygraph : undefined;
  if (!isObject(said)) return undefined;
  const { subjects, otherSide, rows } = said;
  if (!Array.isArray(subjects) || !Number.isSafeInteger(rows)) return undefined;
  return {
    subjects: subjects.filter(isText),
    otherSide: Array.isArray(otherSide) ? otherSide.filter(isText) : [],
    rows: Number(rows),
  };
}

/**
 * A message is shown only under a code that the hub and its departments agreed on: whatever else a subgraph says may
 * hold its host's name, a stack or a row. Its own extensions are never shown.
 */
function readError(error: unknown): SubgraphError {
  const { message, path, extensions } = isObject(error) ? error : {};
  const code = isObject(extensions) ? extensions.code : undefined;
  const place =
    Array.isArray(path) && path.every((key) => typeof key === 'string' || Number.isInteger(key)) ? path : null;
  if (
    typeof code === 'string' &&
    CODES.has(code) &&
    code !== 'INTERNAL_ERROR' &&
    typeof message === 'string' &&
    message
  ) {
    return { message: message.slice(0, MESSAGE_LENGTH), code: code as ErrorCode, path: place };
  }
  return { message: 'Something went wrong behind this field.', code: 'INTERNAL_ERROR', path: place };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isText = (key: unknown): key is string => typeof key === 'string';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
