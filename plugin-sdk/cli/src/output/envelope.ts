import type { CommandError, Location, Suggestion } from '../command-error.ts';
import type { Translate } from '../messages/messages.ts';

/** Version of the hub's interface that this command speaks, and of what it prints with `--json`. */
export const API_VERSION = 'citygraph.dev/v1';

/** What `--json` prints; `envelope.schema.json` is its JSON Schema. */
export type Envelope = GoodEnvelope | BadEnvelope;

export interface GoodEnvelope {
  readonly ok: true;
  readonly data: unknown;
  readonly warnings: readonly string[];
  readonly meta: Meta;
}

export interface BadEnvelope {
  readonly ok: false;
  readonly error: EnvelopeError;
  /** What was found all the same: findings of a check that is red. */
  readonly data?: unknown;
  readonly warnings: readonly string[];
  readonly meta: Meta;
}

export interface EnvelopeError {
  readonly code: string;
  readonly message: string;
  readonly location: Location | null;
  readonly suggestions: readonly string[];
  /** The command that explains the code. */
  readonly ref: string;
}

export interface Meta {
  readonly apiVersion: typeof API_VERSION;
  /** Of the hub's last answer; null: it was not asked. */
  readonly requestId: string | null;
}

export function errorOf(error: CommandError, m: Translate): EnvelopeError {
  return {
    code: error.code,
    message: error.key === null ? error.message : m(error.key, error.values),
    location: error.details.location ?? null,
    suggestions: (error.details.suggestions ?? []).map((suggestion) => said(suggestion, m)),
    ref: `citygraph explain ${error.code}`,
  };
}

export const said = (suggestion: Suggestion, m: Translate): string =>
  typeof suggestion === 'string' ? suggestion : m(suggestion[0], suggestion[1]);
