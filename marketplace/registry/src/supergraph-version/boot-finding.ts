import type { Finding } from '@citygraph/composition';
import type { CanaryFinding } from './canary.ts';

/** Code of what a canary found, among what composers find. */
export const BOOT = 'BOOT';

/** What a canary found, as a finding of composing; null: nothing. */
export function bootFinding([first]: readonly CanaryFinding[]): Finding | null {
  if (!first) return null;
  const where = first.query === null ? '' : ` at ${first.query}`;
  return { code: BOOT, message: `The canary failed${where}: ${first.message}`, coordinate: null, composer: 'hub' };
}
