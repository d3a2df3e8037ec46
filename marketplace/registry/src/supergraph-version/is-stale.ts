import type { Finding } from '@citygraph/composition';
import { BOOT } from './boot-finding.ts';
import type { Composition, LeftOut } from './composition.entity.ts';
import { UNDECIDED } from './undecided.ts';

/** What may be the fault of a machine or of a department at that moment rather than the document's. */
const PASSING = new Set([
  'DEADLINE_EXCEEDED',
  'MEMORY_EXCEEDED',
  'GRAPH_TOO_LARGE',
  'COMPOSER_FAILED',
  UNDECIDED,
  BOOT,
]);
/** A document that takes for ever costs its deadline so often and no oftener. */
const AGAIN_MS = 10 * 60_000;

/** Whether composing is worth another try: it failed for time, for memory or before a canary, and that is a while ago. */
export function isStale(
  { leftOut, findings, at }: Pick<Composition, 'leftOut' | 'findings' | 'at'>,
  now: Date,
): boolean {
  return isOver(findings, at, now) || leftOut.some((one) => isOver(one.findings, foundAt(one, at), now));
}

/** Whether what was found may have passed by itself. */
export const isOver = (findings: readonly Finding[], at: Date, now: Date): boolean =>
  findings.some(({ code }) => PASSING.has(code)) && now.getTime() - at.getTime() >= AGAIN_MS;

/** When it was found why a release was left out of a graph that was composed at that time. */
export const foundAt = ({ at }: Pick<LeftOut, 'at'>, composedAt: Date): Date =>
  at === undefined ? composedAt : new Date(at);

/** Some of it was not tried yet. */
export const isPartial = ({ leftOut }: Pick<Composition, 'leftOut'>): boolean =>
  leftOut.some(({ waits }) => waits === true);
