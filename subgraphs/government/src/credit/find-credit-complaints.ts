import { CityGraphError, type Viewer } from '@citygraph/contract';
import { type Connection, type PageArgs, pageOf, worksOn } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { withinTenancy } from '../admin-division/within.ts';
import { parseChoice } from '../parse-choice.ts';
import { CreditComplaint } from './credit-complaint.entity.ts';
import { CREDIT_PURPOSES } from './declare-credit.rules.ts';

export const COMPLAINT_STATUSES = ['OPEN', 'UPHELD', 'DISMISSED'] as const;

/** Complaints that the viewer filed and, for an officer at work, those the case names; newest first. */
export async function findCreditComplaints(
  em: EntityManager,
  viewer: Viewer,
  { first, after, status }: PageArgs & { status: string | null },
  now: Date,
): Promise<Connection<CreditComplaint>> {
  const { principal, standing } = viewer;
  if (principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in to see your complaints.');
  const wanted = parseChoice(status, COMPLAINT_STATUSES, 'status');
  const subjects = worksOn(viewer, CREDIT_PURPOSES, now) ? [...(standing?.case?.subjects ?? [])] : [];
  const within = withinTenancy(viewer, 'division');
  return pageOf(em, CreditComplaint, {
    where: {
      $or: [
        { filedBy: principal.subject },
        { $and: [{ $or: [{ id: { $in: subjects } }, { subjectUscc: { $in: subjects } }] }, within] },
      ],
      ...(wanted ? { status: wanted } : {}),
    },
    order: [
      ['filedAt', 'desc'],
      ['id', 'asc'],
    ],
    first,
    after,
  });
}
