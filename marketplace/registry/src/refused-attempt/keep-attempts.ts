import { hash } from 'node:crypto';
import { findRows, transact } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { RefusedAttempt } from './refused-attempt.entity.ts';
import { type CountedAttempts, MOST_APART, OTHERS, type RefusedAttempts } from './refused-attempts.ts';

/**
 * Adds what this process counted to what all of them have, so that neither a restart nor a second process forgets. Of one minute as many rows are told apart as one process
 * tells apart; more are counted together. What cannot be written is counted on.
 */
export async function keepAttempts(
  em: EntityManager,
  attempts: Pick<RefusedAttempts, 'take' | 'putBack'>,
  mostApart = MOST_APART,
): Promise<void> {
  const taken = attempts.take();
  if (taken.length === 0) return;
  try {
    await transact(em, async (inner) => {
      for (const [, ofMinute] of Map.groupBy(taken, ({ minute }) => minute.getTime())) {
        await keepMinute(inner, ofMinute, mostApart);
      }
    });
  } catch (error) {
    attempts.putBack(taken);
    throw error;
  }
}

async function keepMinute(em: EntityManager, taken: readonly CountedAttempts[], mostApart: number): Promise<void> {
  const [{ minute } = { minute: new Date(0) }] = taken;
  const rows = await findRows(em, RefusedAttempt, { minute }, { fields: ['own'] });
  const known = new Set(rows.map(({ own }) => own));
  // In the order of their keys: of two processes that add to the same rows none waits for the other for ever.
  const sorted = taken.map((one) => ({ one, own: keyOf(one) })).sort((a, b) => (a.own < b.own ? -1 : 1));
  for (const { one, own } of sorted) {
    const isApart = own !== OTHERS && (known.has(own) || known.size < mostApart);
    const key = isApart ? own : OTHERS;
    known.add(key);
    const who = isApart ? { ...one.principal, act: one.act, target: one.target } : OF_OTHERS;
    for (const [code, times] of one.codes) await add(em, { minute, own: key, code, ...who }, times);
  }
}

const OF_OTHERS = { subject: null, agency: null, act: OTHERS, target: 'others' };

const keyOf = ({ principal: { subject, agency }, act }: CountedAttempts): string =>
  act === OTHERS ? OTHERS : hash('sha256', JSON.stringify([subject, agency, act]), 'hex');

async function add(em: EntityManager, row: Omit<RefusedAttempt, 'times' | symbol>, more: number): Promise<void> {
  await em
    .createQueryBuilder(RefusedAttempt)
    .insert({ ...row, times: 0 })
    .onConflict(['minute', 'own', 'code'])
    .ignore()
    .execute();
  const { minute, own, code } = row;
  const times = raw('?? + ?', ['times', more]) as never;
  await em.nativeUpdate(RefusedAttempt, { minute, own, code }, { times });
}
