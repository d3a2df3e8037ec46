import { ANONYMOUS } from '@citygraph/contract';
import { type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { HUB } from '../hub-viewer.ts';
import type { CountedAttempts, RefusedAttempts } from './refused-attempts.ts';

/** Puts what was tried and refused into the audit: one line for each who tried, act and minute. */
export async function writeAttempts(
  em: EntityManager,
  attempts: Pick<RefusedAttempts, 'take' | 'putBack'>,
  now: Date,
  all = false,
): Promise<void> {
  const taken = attempts.take(now, all);
  if (taken.length === 0) return;
  try {
    await transact(em, async (inner) => {
      for (const attempt of taken) await write(inner, attempt, now);
    });
  } catch (error) {
    attempts.putBack(taken);
    throw error;
  }
}

async function write(
  em: EntityManager,
  { principal, act, target, minute, codes }: CountedAttempts,
  now: Date,
): Promise<void> {
  const viewer = { ...HUB, principal: { ...ANONYMOUS, ...principal } };
  const times = [...codes.values()].reduce((sum, count) => sum + count, 0);
  const why = [...codes].map(([code, count]) => `${code} ${count}`).join(', ');
  const reason = `refused ${times} times in the minute of ${minute.toISOString()}: ${why}`;
  await audit(em, viewer, { act, target, reason, before: null, after: null }, now);
}

export const writingAttempts = (attempts: RefusedAttempts): Job => ({
  name: 'write-refused-attempts',
  everySeconds: 15,
  run: (em, { now }) => writeAttempts(em as EntityManager, attempts, now()),
});
