import autocannon from 'autocannon';
import { type ClientRequest, clientRequest } from '../graph/questions.ts';
import { latencyOf, oddSizes } from './latency-of.ts';
import type { LoadJob, LoadResult } from './load-job.ts';

const IN_TIME_MS = 1_000;

/** The load, in a process of its own; a job a message, its result the answer. */
async function run({ url, query, mode, connections, until, from, rate }: LoadJob): Promise<LoadResult> {
  let next = from;
  const requestOf = ({ body, token }: ClientRequest) => ({
    method: 'POST' as const,
    body,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${token}`,
    },
  });
  const request =
    mode === 'shared'
      ? requestOf(clientRequest(query, mode, from))
      : { setupRequest: (old: autocannon.Request) => ({ ...old, ...requestOf(clientRequest(query, mode, next++)) }) };
  const extent = 'seconds' in until ? { duration: until.seconds } : { amount: until.requests };
  const milliseconds: number[] = [];
  const sizes: number[] = [];
  const refused: number[] = [];
  let inTime = 0;
  const started = performance.now();
  let last = started;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      { url, connections, ...extent, ...(rate && { overallRate: Math.round(rate) }), requests: [request] },
      (error, outcome) => (error ? reject(error) : resolve(outcome)),
    );
    instance.on('response', (_client, status, bytes, responseTime) => {
      if (status === 503) refused.push(responseTime);
      if (status === 200 && responseTime <= IN_TIME_MS) inTime += 1;
      milliseconds.push(responseTime);
      sizes.push(bytes);
      last = performance.now();
    });
  });
  return {
    requests: result.requests.total,
    // autocannon looks at the clock once a second only.
    seconds: (last - started) / 1000,
    latency: latencyOf(milliseconds),
    inTime,
    refused: { count: refused.length, p50: latencyOf(refused).p50 },
    wrong: result.errors + result.timeouts + result.non2xx + oddSizes(sizes),
  };
}

process.on('message', async (job: LoadJob) => process.send?.(await run(job)));
process.send?.({});
