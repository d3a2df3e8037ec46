import { GraphQLError, type GraphQLErrorOptions } from 'graphql';

/** Every `extensions.code` the hub answers with, besides the standard GraphQL ones. Programs switch on these. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'PURPOSE_REQUIRED',
  'GRANT_REQUIRED',
  'CONSENT_REQUIRED',
  'NOT_SUBSCRIBED',
  'RATE_LIMITED',
  'QUERY_TOO_DEEP',
  'QUERY_TOO_LARGE',
  'QUERY_TOO_EXPENSIVE',
  'DOCUMENT_NOT_TRUSTED',
  'PERSISTED_QUERY_NOT_FOUND',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'PLUGIN_UNAVAILABLE',
  'PLUGIN_TIMEOUT',
  'PLUGIN_INVALID_REPLY',
  'PLUGIN_DISABLED',
  'PLUGIN_QUOTA',
  'DEPARTMENT_UNAVAILABLE',
  'LEDGER_UNAVAILABLE',
  'OVERLOADED',
  'INTERNAL_ERROR',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The one error class: a code for programs, a message for people (what happened, with the value, and what to do). */
export class CityGraphError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: GraphQLErrorOptions = {}) {
    super(message, { ...options, extensions: { ...options.extensions, code } });
    this.name = 'CityGraphError';
    this.code = code;
  }
}
