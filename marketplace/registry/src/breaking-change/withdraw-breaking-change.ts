import type { Viewer } from '@citygraph/contract';
import { transact } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { mayRunPlugin } from '../plugin/may-run-plugin.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { wrong } from '../wrong.ts';
import { BreakingChange } from './breaking-change.entity.ts';
import { assertAsked } from './breaking-change.rules.ts';

/**
 * Takes a question back that nobody decided: clients keep what they have. For who asked, and for whoever may ask. Taken back already, it stays so. Answers the question's
 * id.
 */
export async function withdrawBreakingChange(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  now: Date,
): Promise<string> {
  await transact(em, async (inner) => {
    await inner.nativeUpdate(BreakingChange, { id }, { version: raw('version') as never });
    const asked = await loadToWithdraw(inner, viewer, id);
    if (asked.state === 'LAPSED') return;
    assertAsked(asked);
    const change = { state: 'LAPSED', decidedAt: now, version: asked.version + 1 } as const;
    await inner.nativeUpdate(BreakingChange, { id }, change);
    await audit(
      inner,
      viewer,
      { act: 'withdrawBreakingChange', target: id, before: asked, after: { ...asked, ...change } },
      now,
    );
  });
  return id;
}

/** @throws UNAUTHENTICATED or FORBIDDEN, also when there is none */
async function loadToWithdraw(em: EntityManager, viewer: Viewer, id: string): Promise<BreakingChange> {
  const subject = subjectOf(viewer);
  const asked = await em.findOne(BreakingChange, { id }, { disableIdentityMap: true });
  if (asked && (asked.askedBy === subject || (await mayRunPlugin(em, viewer, asked.publisherId)))) return asked;
  throw wrong(
    'FORBIDDEN',
    'id',
    `there is no question ${id.slice(0, 40)}, or this is not yours to take back: it is for who asked, its publisher's owners and developers and for administrators.`,
  );
}
