import type { Finding } from '@citygraph/composition';
import { BOOT } from './boot-finding.ts';
import type { Composition } from './composition.entity.ts';

/** What may be the fault of a machine or of a department at that moment rather than the document's. */
const PASSING = new Set(['DEADLINE_EXCEEDED', 'MEMORY_EXCEEDED', 'COMPOSER_FAILED', BOOT]);
/** A document that takes for ever costs its deadline so often and no oftener. */
const AGAIN_MS = 10 * 60_000;

/** Whether composing is worth another try: it failed for time, for memory or before a canary, and that is a while ago. */
export function isStale(
  { leftOut, findings, at }: Pick<Composition, 'leftOut' | 'findings' | 'at'>,
  now: Date,
): boolean {
  const all: readonly Finding[] = [...findings, ...leftOut.flatMap((one) => one.findings)];
  return all.some(({ code }) => PASSING.has(code)) && now.getTime() - at.getTime() >= AGAIN_MS;
}
