import { LATENCY_EDGES_MS } from '@citygraph/contract';
import { z } from 'zod';

/** What a release promises; a window that does not keep it burns. */
export interface Slo {
  /** Calls that may fail, in per cent. */
  readonly errorPercent: number;
  /** Replies that may be refused as invalid, in per cent; they count as failed as well. */
  readonly invalidPercent: number;
  /** 95 of 100 answers come within, in milliseconds. */
  readonly p95Ms: number;
}

export const DEFAULT_SLO: Slo = { errorPercent: 5, invalidPercent: 1, p95Ms: 2_000 };

const percent = z.number().min(0.01).max(50);
/** `slo` of a manifest: what it leaves out is the hub's. `availabilityPct` is the share of calls that are answered well in 30 days, `errorPct` the share that may fail in a minute. */
const ManifestSlo = z.object({
  errorPct: percent.optional(),
  availabilityPct: z.number().min(50).max(100).optional(),
  p95Ms: z.number().min(1).max(3_000).optional(),
});

/** A promise that is none is the hub's default: it was the manifest's check to say so. */
export function sloOf(manifest: Readonly<Record<string, unknown>>): Slo {
  const { data } = ManifestSlo.safeParse(manifest.slo ?? {});
  if (!data) return DEFAULT_SLO;
  const allowed = data.availabilityPct === undefined ? undefined : burningPercent(data.availabilityPct / 100);
  return {
    errorPercent: Math.min(data.errorPct ?? allowed ?? DEFAULT_SLO.errorPercent, MOST_PERCENT),
    invalidPercent: DEFAULT_SLO.invalidPercent,
    p95Ms: data.p95Ms ?? DEFAULT_SLO.p95Ms,
  };
}

/** At this rate a month's errors are used up in two days: what a minute is judged by (Site Reliability Workbook, ch. 5). */
const BURN_RATE = 14.4;
/** A promise of a month says little of a minute with twenty calls, and none may let a tenth of them fail. */
const [FEWEST_PERCENT, MOST_PERCENT] = [DEFAULT_SLO.errorPercent, 10];

const burningPercent = (availability: number): number =>
  Math.min(Math.max((1 - availability) * 100 * BURN_RATE, FEWEST_PERCENT), MOST_PERCENT);

/** Calls of a release in a window. */
export interface Health {
  readonly calls: number;
  readonly failed: number;
  readonly invalid: number;
  /** By `LATENCY_EDGES_MS`, one more than those. */
  readonly latency: readonly number[];
}

export const NO_CALLS: Health = { calls: 0, failed: 0, invalid: 0, latency: LATENCY_EDGES_MS.map(() => 0).concat(0) };

export const addHealth = (one: Health, other: Health): Health => ({
  calls: one.calls + other.calls,
  failed: one.failed + other.failed,
  invalid: one.invalid + other.invalid,
  latency: one.latency.map((count, index) => count + (other.latency[index] ?? 0)),
});

/** Below that a window says nothing, unless most of it failed. */
const FEWEST_CALLS = 20;
const FEWEST_FAILED = 5;

/** Upper edge of the bucket in which the 95th of 100 lies; Infinity: beyond the last edge; 0: nothing was answered. */
export function p95Of({ latency }: Health): number {
  const total = latency.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  let seen = 0;
  for (const [index, count] of latency.entries()) {
    seen += count;
    if (seen >= total * 0.95) return LATENCY_EDGES_MS[index] ?? Number.POSITIVE_INFINITY;
  }
  return Number.POSITIVE_INFINITY;
}

export const percentOf = (part: number, whole: number): number => (whole === 0 ? 0 : (part / whole) * 100);

/** Why a window burns, in a sentence with its figures; null: it keeps its promise, or says too little. */
export function burnOf(slo: Slo, health: Health): string | null {
  const { calls, failed } = health;
  const isEnough = calls >= FEWEST_CALLS || (failed >= FEWEST_FAILED && percentOf(failed, calls) >= 50);
  return isEnough ? breachOf(slo, health) : null;
}

/** How a window breaks the promise, however little it says; null: it keeps it. */
export function breachOf(slo: Slo, health: Health): string | null {
  const { calls, failed, invalid } = health;
  const errors = percentOf(failed, calls);
  const p95 = p95Of(health);
  if (errors > slo.errorPercent) return `${said(errors)} % of ${calls} calls failed; ${slo.errorPercent} % may fail.`;
  if (percentOf(invalid, calls) > slo.invalidPercent)
    return `${said(percentOf(invalid, calls))} % of ${calls} replies were invalid; ${slo.invalidPercent} % may be.`;
  if (p95 > slo.p95Ms)
    return `95 of 100 answers took ${p95 === Number.POSITIVE_INFINITY ? `more than ${LATENCY_EDGES_MS.at(-1)}` : `up to ${p95}`} ms; ${slo.p95Ms} ms were promised.`;
  return null;
}

const said = (percent: number): string => String(Math.round(percent * 10) / 10);
