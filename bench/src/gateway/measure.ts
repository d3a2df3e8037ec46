import { usageOf } from '../processes/process-usage.ts';
import type { BenchCity } from './bench-city.ts';
import type { RunningGateway } from './contenders/contender.ts';
import type { LoadJob, Stop } from './load/load-job.ts';
import type { LoadProcess } from './load/load-process.ts';
import { median } from './load/percentile.ts';

/** One gateway under one load. */
export interface Figures {
  /** Milliseconds of CPU a request, user and system, of all its processes: the figure that counts. */
  readonly cpuMs: number;
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly rssMb: number;
  /** Requests to departments a request. */
  readonly subrequests: number;
  /** Cores that the departments kept busy: near 1 means that they, not the gateway, set the pace. */
  readonly departmentCores: number;
}

export const CONNECTIONS = 50;
const WARM_UP_SECONDS = [1, 2];

/** As many requests as a gateway answers in so many seconds, by the pace it showed; no connection stays idle. */
export const requestsIn = (seconds: number, { requestsPerSecond }: Figures): Stop => ({
  requests: Math.max(2 * CONNECTIONS, Math.round(requestsPerSecond * seconds)),
});

/**
 * Runs a gateway in; answers the pace it has then. In steps of so many seconds, each as long as the one before lets guess: nothing may be left
 * under way that others would pay for.
 */
export async function warmUp(
  field: { city: BenchCity; load: LoadProcess },
  gateway: RunningGateway,
  job: Omit<LoadJob, 'from' | 'url' | 'connections' | 'until'>,
  steps: readonly number[] = WARM_UP_SECONDS,
): Promise<Figures> {
  let pace = await measure(field, gateway, { ...job, until: { requests: 2 * CONNECTIONS } });
  for (const seconds of steps) {
    pace = await measure(field, gateway, { ...job, until: requestsIn(seconds, pace) });
  }
  return pace;
}

/** Loads a gateway and reads off what it used; throws when an answer was wrong. */
export async function measure(
  { city, load }: { city: BenchCity; load: LoadProcess },
  gateway: RunningGateway,
  job: Omit<LoadJob, 'from' | 'url' | 'connections'>,
): Promise<Figures> {
  const read = async () => ({
    gateway: usageOf(gateway.pid),
    departments: usageOf(city.subgraphsPid),
    subrequests: await city.subrequests(),
  });
  const before = await read();
  const { requests, seconds, latency, wrong } = await load.run({ ...job, url: gateway.url, connections: CONNECTIONS });
  const after = await read();
  if (wrong > 0) throw new Error(`${wrong} of ${requests} answers were wrong (${job.mode}).`);
  return {
    cpuMs: ((after.gateway.cpuSeconds - before.gateway.cpuSeconds) / requests) * 1000,
    requestsPerSecond: requests / seconds,
    p50: latency.p50,
    p99: latency.p99,
    rssMb: after.gateway.rssMb,
    subrequests: (after.subrequests - before.subrequests) / requests,
    departmentCores: (after.departments.cpuSeconds - before.departments.cpuSeconds) / seconds,
  };
}

/** The median of each figure by itself. */
export function medianFigures(rounds: readonly Figures[]): Figures {
  const of = (figure: keyof Figures) => median(rounds.map((round) => round[figure]));
  return {
    cpuMs: of('cpuMs'),
    requestsPerSecond: of('requestsPerSecond'),
    p50: of('p50'),
    p99: of('p99'),
    rssMb: of('rssMb'),
    subrequests: of('subrequests'),
    departmentCores: of('departmentCores'),
  };
}
