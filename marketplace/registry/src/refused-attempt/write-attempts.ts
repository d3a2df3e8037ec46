import { ANONYMOUS } from '@citygraph/contract';
import { findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { HUB } from '../hub-viewer.ts';
import { keepAttempts } from './keep-attempts.ts';
import { RefusedAttempt } from './refused-attempt.entity.ts';
import type { RefusedAttempts } from './refused-attempts.ts';

const MINUTE_MS = 60_000;
/** Rows of one run: those of a few minutes. */
const MOST = 2_000;

/** Puts what was tried and refused into the audit once its minute is over, whichever process counted it: one line for each who tried, act and minute. */
export async function writeAttempts(em: EntityManager, now: Date): Promise<void> {
  const over = { minute: { $lte: new Date(now.getTime() - MINUTE_MS) } };
  if ((await em.count(RefusedAttempt, over)) === 0) return;
  await transact(em, async (inner) => {
    const order = { minute: 'asc', subject: 'asc', own: 'asc', code: 'asc' } as const;
    const rows = await findRows(inner, RefusedAttempt, over, { orderBy: order, limit: MOST });
    for (const [, ofOne] of Map.groupBy(rows, ({ minute, own }) => `${minute.getTime()}/${own}`)) {
      await write(inner, ofOne, now);
    }
  });
}

async function write(em: EntityManager, rows: readonly RefusedAttempt[], now: Date): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const { minute, own, subject, agency, act, target } = first;
  // Of two processes that write at once, one takes the row out and writes what it said.
  if ((await em.nativeDelete(RefusedAttempt, { minute, own })) === 0) return;
  const viewer = { ...HUB, principal: { ...ANONYMOUS, subject, agency } };
  const times = rows.reduce((sum, one) => sum + one.times, 0);
  const why = rows.map((one) => `${one.code} ${one.times}`).join(', ');
  const reason = `refused ${times} times in the minute of ${minute.toISOString()}: ${why}`;
  await audit(em, viewer, { act, target, reason, before: null, after: null }, now);
}

export const keepingAttempts = (attempts: RefusedAttempts): Job => ({
  name: 'keep-refused-attempts',
  everySeconds: 1,
  run: (em) => keepAttempts(em as EntityManager, attempts),
});

export const writingAttempts = (attempts: RefusedAttempts): Job => ({
  name: 'write-refused-attempts',
  everySeconds: 15,
  async run(em, { now }) {
    await keepAttempts(em as EntityManager, attempts);
    await writeAttempts(em as EntityManager, now());
  },
});
