import type { Answer, TestedSubgraph } from '@citygraph/kit/testing';
import { resident } from '@citygraph/kit/testing';
import { type GuardedClient, GuardedFailure, type GuardedRequest } from '../guarded-client.ts';

/** Two vendors' people. */
export const vendors = {
  ada: resident('res_ada'),
  ben: resident('res_ben'),
  eve: resident('res_eve'),
} as const;

export const subjects = { ada: 'sub-res_ada', ben: 'sub-res_ben', eve: 'sub-res_eve' } as const;

/** A client that knows what the world serves, as a test says it: text by URL, or a status. Everything else is not there. */
export interface FakeClient extends GuardedClient {
  readonly served: Map<string, string | number>;
  readonly asked: GuardedRequest[];
}

export function fakeClient(): FakeClient {
  const served = new Map<string, string | number>();
  const asked: GuardedRequest[] = [];
  return {
    served,
    asked,
    vet(url) {
      if (url.startsWith('http://127.0.0.1:4100/')) return null;
      if (!url.startsWith('https://')) return 'is not https';
      return /\/\/(?:127\.|10\.|localhost|\[)/.test(url) ? 'names an address that is not public' : null;
    },
    async ask(request) {
      asked.push(request);
      const answer = served.get(request.url);
      if (answer === undefined) throw new GuardedFailure('nobody answered within its time');
      return typeof answer === 'number' ? { status: answer, body: '' } : { status: 200, body: answer };
    },
  };
}

export const codeOf = ({ errors }: Answer): unknown => errors?.[0]?.extensions.code;

export const REGISTER = `mutation R($h: ID!, $ns: String!, $n: String! = "Air Lab", $u: USCC, $k: ID) {
  registerPublisher(handle: $h, name: $n, contact: "help@airlab.example", namespace: $ns, uscc: $u, idempotencyKey: $k) {
    handle name verification isSuspended namespaces organisation { uscc } members { subject memberRole } } }`;

/** A publisher with its owner, by the registry's own way. */
export async function registered(
  department: TestedSubgraph,
  { handle = 'air-lab', namespace = 'aqi', viewer = vendors.ada, uscc = null as string | null } = {},
): Promise<void> {
  const { errors } = await department.as(viewer).run(REGISTER, { h: handle, ns: namespace, u: uscc });
  if (errors) throw errors[0];
}
