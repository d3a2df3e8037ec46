import { randomUUID } from 'node:crypto';
import type { GatewayReport, ServingState } from '@citygraph/contract';
import type { HealthCounters } from './plugin-health.ts';
import type { UsageCounters } from './usage.ts';

/** What is counted for the registry, off the way of any answer. */
export interface ReportCounters {
  readonly health: HealthCounters;
  readonly usage: UsageCounters;
}

export interface ReporterOptions {
  readonly counters: ReportCounters;
  readonly serving: () => ServingState;
  /** Rejects when it may be taken later. */
  readonly send: (
    report: GatewayReport,
  ) => Promise<{ readonly taken: true } | { readonly taken: false; readonly refused: string }>;
  readonly log?: (line: object) => void;
  /** Between reports, and between reports that tell of usage; ms. */
  readonly everyMs?: number;
  readonly usageEveryMs?: number;
  readonly now?: () => number;
}

export interface Reporter {
  /** Tells what is left, if somebody takes it soon. */
  close(): Promise<void>;
}

const EVERY_MS = 2_000;
const USAGE_EVERY_MS = 30_000;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ends does not wait for its registry; ms. */
const LAST_WORD_MS = 500;

/**
 * One report is under way at a time, and it is sent as it is until it was taken: nobody knows of an answer that got lost whether it was. What happens meanwhile is added up for the
 * next one, so that a registry that is away costs no memory.
 */
export function startReporter({
  counters: { health, usage },
  serving,
  send,
  log = () => {},
  everyMs = EVERY_MS,
  usageEveryMs = USAGE_EVERY_MS,
  now = Date.now,
}: ReporterOptions): Reporter {
  const process = randomUUID();
  let number = 0;
  let pending: GatewayReport | null = null;
  let usageAt = now();
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let underWay: Promise<void> = Promise.resolve();

  const made = (isLast: boolean): GatewayReport => {
    const isDue = isLast || now() - usageAt >= usageEveryMs;
    if (isDue) usageAt = now();
    const dropped = isDue ? usage.dropped() : 0;
    if (dropped > 0)
      log({ event: 'usage-dropped', executions: dropped, note: 'More operations than are kept in mind.' });
    number += 1;
    return {
      process,
      number,
      at: new Date(now()).toISOString(),
      serving: serving(),
      plugins: health.take(),
      usage: isDue ? usage.take() : [],
    };
  };
  const report = async (isLast = false): Promise<void> => {
    pending ??= made(isLast);
    try {
      const outcome = await send(pending);
      if (!outcome.taken) log({ event: 'report-refused', number: pending.number, reason: outcome.refused });
      if (failures > 0) log({ event: 'reports-taken-again', after: failures });
      pending = null;
      failures = 0;
    } catch (error) {
      failures += 1;
      // Once is enough: it goes on failing until it does not.
      if (failures === 1) {
        log({ event: 'report-not-taken', reason: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  const next = (): void => {
    const pauseMs = Math.min(everyMs * 2 ** Math.min(failures, 10), Math.max(everyMs, LONGEST_PAUSE_MS));
    timer = setTimeout(() => {
      underWay = report().then(() => {
        if (!isClosed) next();
      });
    }, pauseMs);
    timer.unref();
  };
  next();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const last = async (): Promise<void> => {
        await underWay;
        if (pending !== null) await report();
        if (pending === null) await report(true);
      };
      const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_WORD_MS).unref());
      await Promise.race([last(), late]);
    },
  };
}
