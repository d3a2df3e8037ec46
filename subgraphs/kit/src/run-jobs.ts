import type { Database } from './database/open-database.ts';
import type { Clock, Job } from './subgraph.ts';

/** Runs each job now and then by its interval, never two runs of one at once; a failure is logged and tried again next time. */
export function runJobs(
  orm: Database,
  jobs: readonly Job[],
  clock: Clock,
  log: (line: Readonly<Record<string, unknown>>) => void,
): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>();
  const timers = jobs.map((job) => {
    let busy = false;
    const run = (): void => {
      if (busy) return;
      busy = true;
      const work = job
        .run(orm.em.fork(), clock)
        .catch((error: unknown) => log({ level: 'error', job: job.name, error: String(error) }))
        .finally(() => {
          busy = false;
          running.delete(work);
        });
      running.add(work);
    };
    run();
    const timer = setInterval(run, job.everySeconds * 1000);
    timer.unref();
    return timer;
  });
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running);
    },
  };
}
