import { startChild } from '../../child.ts';
import type { LoadJob, LoadResult } from './load-job.ts';

export interface LoadProcess {
  run(job: Omit<LoadJob, 'from'>): Promise<LoadResult>;
  close(): Promise<void>;
}

/** Requests set aside for one job, so that none of another carries the same number. */
const APART = 10_000_000;

export async function startLoad(): Promise<LoadProcess> {
  const child = await startChild('gateway/load/generate-load.ts');
  let from = 0;
  return {
    run(job) {
      from += APART;
      return child.ask<LoadResult>({ ...job, from } satisfies LoadJob);
    },
    close: child.close,
  };
}
