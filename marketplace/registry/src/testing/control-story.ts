import type { GatewayReport, PluginHealth, ServingState } from '@citygraph/contract';
import { LATENCY_EDGES_MS } from '@citygraph/contract';

/** A gateway that reports over HTTP, as a test needs it. */
export interface GatewayOfStory {
  /** Answers the response's status and, where it has one, its message. */
  report(over?: Partial<GatewayReport>): Promise<{ status: number; message: string | null }>;
  readonly serving: ServingState;
}

export const NOTHING_SERVED: ServingState = {
  keyset: 1,
  policy: 0,
  graphs: 1,
  stable: '',
  sandbox: null,
  rollouts: {},
  refused: {},
};

let processes = 0;

/** What a process tells that was never heard of before. */
export const reportOf = (over: Partial<GatewayReport>): GatewayReport => ({
  process: `process-${++processes}`,
  number: 1,
  at: '2026-11-02T01:00:00.000Z',
  serving: NOTHING_SERVED,
  plugins: [],
  usage: [],
  ...over,
});

export function gatewayOfStory(url: string, secret: Uint8Array, process = `process-${++processes}`): GatewayOfStory {
  let number = 0;
  return {
    serving: NOTHING_SERVED,
    async report(over = {}) {
      number += 1;
      const report = reportOf({ process, number, ...over });
      const response = await fetch(`${url}/report`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${Buffer.from(secret).toString('base64url')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(report),
      });
      const text = await response.text();
      return { status: response.status, message: text === '' ? null : JSON.parse(text).message };
    },
  };
}

/** How a release answered: so many calls within 10 ms, so many of them failed. */
export const healthOf = (plugin: string, release: string, calls: number, failed = 0): PluginHealth => ({
  plugin,
  release,
  channel: 'stable',
  calls,
  failures: failed === 0 ? {} : { PLUGIN_UNAVAILABLE: failed },
  latency: [0, calls, ...LATENCY_EDGES_MS.slice(1).map(() => 0)],
});
