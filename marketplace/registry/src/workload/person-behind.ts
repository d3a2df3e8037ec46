import type { EntityManager } from '@mikro-orm/sql';
import { Workload } from './workload.entity.ts';

/** What a workload is called where people are named by the subjects of their tokens. No token can say it. */
export const WORKLOAD_SUBJECT = 'citygraph:workload:';

/** Whoever made the pipeline that acted, or who acted themselves. */
export async function personBehind(em: EntityManager, subject: string): Promise<string> {
  if (!subject.startsWith(WORKLOAD_SUBJECT)) return subject;
  const id = subject.slice(WORKLOAD_SUBJECT.length);
  const workload = await em.findOne(Workload, { id }, { fields: ['madeBy'], disableIdentityMap: true });
  return workload?.madeBy ?? subject;
}
