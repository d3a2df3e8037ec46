import { type EntityManager, raw } from '@mikro-orm/sql';
import { BreakingChange } from './breaking-change.entity.ts';

/** What was asked of a release before is asked no more; one of them may stay. */
export async function lapseOthers(
  em: EntityManager,
  { releaseId }: Pick<BreakingChange, 'releaseId'>,
  stays: string | null,
): Promise<void> {
  await em.nativeUpdate(
    BreakingChange,
    { releaseId, state: 'ASKED', ...(stays !== null && { id: { $ne: stays } }) },
    { state: 'LAPSED', version: raw('version + 1') as never },
  );
}
