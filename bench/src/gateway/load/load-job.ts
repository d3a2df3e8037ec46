import type { Mode } from '../graph/questions.ts';

/** Requests are all answered. What is under way when the seconds are over is dropped, though the gateway works for it on. */
export type Stop = { readonly seconds: number } | { readonly requests: number };

export interface LoadJob {
  readonly url: string;
  readonly query: string;
  readonly mode: Mode;
  readonly connections: number;
  readonly until: Stop;
  /** Requests a second that are begun, whether the others are answered or not; default: as fast as they are. */
  readonly rate?: number;
  /** Number of the first request: no two jobs of a run may overlap. */
  readonly from: number;
}

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly latency: Latency;
  /** Responses that did not come, were not 200, or differ in size from most by more than 2 %. */
  readonly wrong: number;
  /** Answers with status 200 within a second. */
  readonly inTime: number;
  /** Answers with status 503. */
  readonly refused: { readonly count: number; readonly p50: number };
}
