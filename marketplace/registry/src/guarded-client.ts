import { CityGraphError } from '@citygraph/contract';
import type { SubgraphContext } from '@citygraph/kit';

export interface GuardedRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface GuardedResponse {
  readonly status: number;
  /** At most 64 KiB of it. */
  readonly body: string;
}

/** It was not asked, or did not answer. */
export interface GuardedFailure {
  /** Why: words for whoever named the URL, without what the hub's network looks like. */
  readonly failure: string;
}

/**
 * The deployment's one client for URLs that strangers name (TRUST §3): public addresses only, vetted inside the look-up of every socket, no redirect, seconds at most.
 * `http` goes to loopback alone, where the operator of an embedded hub registered it.
 */
export interface GuardedClient {
  /** What is wrong with the text of a URL, to follow it in a sentence (`is not https`); null: nothing. */
  vet(url: string): string | null;
  ask(request: GuardedRequest): Promise<GuardedResponse | GuardedFailure>;
}

/** @throws INTERNAL_ERROR when the deployment gave none. */
export function clientOf(context: SubgraphContext): GuardedClient {
  const { client } = context as SubgraphContext & { readonly client?: GuardedClient };
  if (!client) throw new CityGraphError('INTERNAL_ERROR', 'The registry was started without a guarded client.');
  return client;
}
