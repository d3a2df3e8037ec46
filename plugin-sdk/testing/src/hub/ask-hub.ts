import type { Purpose } from '@citygraph/contract';
import type { Finding } from '../findings/finding.ts';
import { type Caller, principalOf, tokenOf } from './callers.ts';
import type { LocalHub } from './local-hub.ts';

/** Who asks the hub, what for, and with which headers besides. */
export interface Asking {
  /** Who asks; default `anonymous`. */
  readonly as?: Caller;
  /** What for (`CityGraph-Purpose`); a resident who says none serves themselves. */
  readonly purpose?: Purpose;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One error as GraphQL over HTTP has it; `extensions.code` is for programs. */
export interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An answer as clients of the hub get it. */
export interface Answer {
  readonly status: number;
  /** null or undefined: nothing was executed. */
  readonly data: Record<string, unknown> | null | undefined;
  /** Empty: there are none. */
  readonly errors: readonly AnsweredError[];
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** What the hub answered, and what it had to say of the plugin. */
export interface Answered extends Answer {
  /** What the hub saw of the plugin meanwhile and did not take, and how to mend it; empty: all was well. */
  readonly findings: readonly Finding[];
}

/** Asks over HTTP, as a client does. Rejects only when the hub cannot be reached. */
export async function askHub(
  { origin, residentAt }: Pick<LocalHub, 'origin' | 'residentAt'>,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  { as = 'anonymous', purpose, headers = {} }: Asking = {},
): Promise<Answer> {
  const principal = principalOf(as, residentAt);
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(principal.subject !== null && { authorization: `Bearer ${tokenOf(principal)}` }),
      ...(purpose && { 'citygraph-purpose': purpose }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors = [], extensions } = (await response.json()) as Partial<Answer>;
  return { status: response.status, data, errors, extensions };
}
